// Retries quickly and for long: the node on this machine is usually back within seconds, and a waiting page costs nothing.
const soonMs = 500;
const laterMs = 2000;
const soonTries = 20;

Blazor.start({
  circuit: {
    reconnectionOptions: {
      maxRetries: 100000,
      retryIntervalMilliseconds: tries => (tries < soonTries ? soonMs : laterMs),
    },
    configureSignalR: builder => builder.withServerTimeout(8000).withKeepAliveInterval(3000),
  },
});
