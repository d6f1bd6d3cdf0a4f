using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OpenTelemetry.Metrics;
using WebP2P.Host.Api;
using WebP2P.Host.Components;
using WebP2P.Host.Hubs;
using WebP2P.Host.Lab;
using WebP2P.Node.Control;

namespace WebP2P.Host.Access;

/// <summary>What the owner uses: listener, access, REST, hub, pages. The node's services must be registered beside it, those of its storage included.</summary>
public static class ControlPlane
{
    /// <summary>What <c>/health/live</c> answers: who asks whether a port is taken by another WebP2P knows it by this.</summary>
    public const string LiveText = "WebP2P is live";

    private const string HubPath = "/hubs/node";
    private const int BufferBytesMax = 64 * 1024;
    private const string KeysFolder = "keys";

    public static WebApplicationBuilder AddControlPlane(this WebApplicationBuilder builder, ControlOptions options)
    {
        builder.WebHost.UseStaticWebAssets();
        builder.WebHost.UseUrls(ControlKestrel.Urls(options));
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            ControlKestrel.Limit(kestrel);
            ControlKestrel.UseCertificate(kestrel, options);
        });
        // The guard below knows the listener's own addresses, which this list cannot name.
        builder.Configuration["AllowedHosts"] = "*";
        // Files that never change while the program runs are sent as they were compressed by the build.
        builder.Configuration["ReloadStaticAssetsAtRuntime"] = "false";
        var services = builder.Services;
        services.AddSingleton(options);
        services.TryAddSingleton(TimeProvider.System);
        AddAccess(services, options);
        AddApi(services);
        AddHub(services);
        AddMeters(services);
        AddLab(services);
        services.AddDashboard();
        return builder;
    }

    /// <summary>Order matters: headers are on every answer, the guard comes before everything that could answer, and nothing is mapped without the fallback policy.</summary>
    public static WebApplication UseControlPlane(this WebApplication app)
    {
        var options = app.Services.GetRequiredService<ControlOptions>();
        if (options.TrustedProxies.Count > 0) app.UseForwardedHeaders(Forwarded(options));
        if (options.PathBase.Length > 0) app.UsePathBase(options.PathBase);
        app.UseMiddleware<SecurityHeaders>();
        app.UseMiddleware<RequestGuard>();
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.UseDashboardErrors();
        app.UseRouting();
        app.UseAuthentication();
        app.UseMiddleware<SessionEnd>();
        app.UseAuthorization();
        app.UseMiddleware<SetupGate>();
        app.UseMiddleware<CircuitLimit>();
        app.UseMiddleware<AntiforgeryGuard>();
        app.UseAntiforgery();
        Map(app);
        return app;
    }

    private static void Map(WebApplication app)
    {
        app.MapApi();
        app.MapHub<NodeHub>(HubPath, hub =>
        {
            hub.Transports = HttpTransportType.WebSockets;
            hub.ApplicationMaxBufferSize = BufferBytesMax;
            hub.TransportMaxBufferSize = BufferBytesMax;
        });
        app.MapHealthChecks("/health/live", new() { Predicate = _ => false, ResponseWriter = (context, _) => context.Response.WriteAsync(LiveText) }).AllowAnonymous();
        app.MapHealthChecks("/health/ready");
        app.MapPrometheusScrapingEndpoint("/metrics");
        app.MapSwagger();
        app.MapSwaggerUI("swagger", ui =>
        {
            ui.SwaggerEndpoint($"{OpenApiDocument.Name}/swagger.json", "WebP2P");
            ui.InjectJavascript("../js/swagger.js");
        });
        app.MapStaticAssets().Add(LoginFiles.Open);
        app.MapDashboard();
        app.Services.GetRequiredService<NodeMeters>();
    }

    private static void AddAccess(IServiceCollection services, ControlOptions options)
    {
        services.AddSingleton(_ => ControlKey.Open(options.Data));
        services.AddSingleton<LoginLinks>();
        services.AddSingleton<OwnerPassword>();
        services.AddSingleton<LoginThrottle>();
        services.AddSingleton<Sessions>();
        services.AddSingleton<SessionCookie>();
        services.AddSingleton<SignIn>();
        services.TryAddSingleton<IControlSettings, StoredSettings>();
        services.TryAddSingleton<ISessionStore, StoredSessions>();
        services.AddAuthentication(OwnerAuthentication.SchemeName).AddScheme<AuthenticationSchemeOptions, OwnerAuthentication>(OwnerAuthentication.SchemeName, null);
        services.AddAuthorization(AccessPolicies.Apply);
        services.AddAntiforgery();
        var keys = Path.Combine(options.Data, KeysFolder);
        PrivateFile.CreateFolder(keys);
        services.AddDataProtection().SetApplicationName("webp2p").PersistKeysToFileSystem(new DirectoryInfo(keys));
    }

    private static void AddApi(IServiceCollection services)
    {
        services.AddSingleton<OwnerSetup>();
        services.AddSingleton<EventStreams>();
        services.AddSingleton<IProblemDetailsWriter, ProblemWriter>();
        services.AddProblemDetails();
        services.AddExceptionHandler<UnreadableRequests>();
        services.AddExceptionHandler<UnwrittenData>();
        services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        services.ConfigureHttpJsonOptions(json => ApiJson.Apply(json.SerializerOptions));
        services.AddHealthChecks();
        services.AddEndpointsApiExplorer();
        services.AddSwaggerGen(OpenApiDocument.Describe);
    }

    private static void AddLab(IServiceCollection services)
    {
        services.TryAddSingleton(new LabLimits());
        services.TryAddSingleton<ILabWorker, LabChild>();
        services.TryAddSingleton<ILabRuns, LabRuns>();
    }

    private static void AddHub(IServiceCollection services) =>
        services.AddSignalR(hub =>
        {
            hub.MaximumReceiveMessageSize = 32 * 1024;
            hub.HandshakeTimeout = TimeSpan.FromSeconds(5);
            hub.MaximumParallelInvocationsPerClient = 1;
            hub.StreamBufferCapacity = 10;
            hub.EnableDetailedErrors = false;
        }).AddJsonProtocol(json => ApiJson.Apply(json.PayloadSerializerOptions));

    private static void AddMeters(IServiceCollection services)
    {
        services.AddSingleton<NodeMeters>();
        services.AddOpenTelemetry().WithMetrics(metrics => metrics.AddPrometheusExporter().AddAspNetCoreInstrumentation());
        services.ConfigureOpenTelemetryMeterProvider((provider, metrics) => metrics.AddMeter(NodeMeters.NameOf(provider.GetRequiredService<INodeStatus>())));
    }

    private static ForwardedHeadersOptions Forwarded(ControlOptions options)
    {
        var forwarded = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost };
        forwarded.KnownIPNetworks.Clear();
        forwarded.KnownProxies.Clear();
        foreach (var proxy in ControlKestrel.Proxies(options)) forwarded.KnownProxies.Add(proxy);
        return forwarded;
    }
}
