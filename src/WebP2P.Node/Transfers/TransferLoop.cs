using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace WebP2P.Node.Transfers;

/// <summary>The one place that calls the transfer machines: a bounded channel of inputs, read by one loop.</summary>
internal sealed partial class TransferLoop(ILogger<TransferLoop> log) : IAsyncDisposable
{
    private const int InputsMax = 8_192;

    private readonly Channel<Action> inputs = Channel.CreateBounded<Action>(new BoundedChannelOptions(InputsMax) { SingleReader = true });
    private readonly CancellationTokenSource stopping = new();
    private Task running = Task.CompletedTask;

    /// <summary>Ends when the node stops.</summary>
    public CancellationToken Stopping => stopping.Token;

    /// <summary>What strangers send: false when the loop is too far behind, the input is lost then.</summary>
    public bool TryPost(Action input) => inputs.Writer.TryWrite(input);

    /// <summary>What must not be lost; waits for room.</summary>
    public async Task PostAsync(Action input)
    {
        try
        {
            await inputs.Writer.WriteAsync(input, stopping.Token);
        }
        catch (Exception stopped) when (stopped is ChannelClosedException or OperationCanceledException)
        {
            // The node stops: whoever would have cared is gone.
        }
    }

    /// <summary>Calls the action on the loop once, later; not at all when the node stops first.</summary>
    public async Task PostAfterAsync(TimeSpan delay, TimeProvider time, Action input)
    {
        try
        {
            await Task.Delay(delay, time, stopping.Token);
        }
        catch (OperationCanceledException)
        {
            return;
        }
        await PostAsync(input);
    }

    /// <summary>Asks something that only the loop may look at.</summary>
    /// <exception cref="OperationCanceledException">The caller gave up, or the node stops.</exception>
    public async Task<T> AskAsync<T>(Func<T> question, CancellationToken cancellationToken)
    {
        var answer = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, stopping.Token);
        await using var given = deadline.Token.Register(() => answer.TrySetCanceled());
        await inputs.Writer.WriteAsync(() => answer.TrySetResult(question()), deadline.Token);
        return await answer.Task;
    }

    /// <summary>Calls the action on the loop again and again until the node stops.</summary>
    public void Every(TimeSpan interval, TimeProvider time, Action action) => _ = TickAsync(interval, time, action);

    public void Start() => running = RunAsync();

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        inputs.Writer.TryComplete();
        await running;
    }

    private async Task TickAsync(TimeSpan interval, TimeProvider time, Action action)
    {
        using var timer = new PeriodicTimer(interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stopping.Token)) await PostAsync(action);
        }
        catch (OperationCanceledException)
        {
            // The node stops.
        }
    }

    private async Task RunAsync()
    {
        await foreach (var input in inputs.Reader.ReadAllAsync())
        {
            try
            {
                if (!stopping.IsCancellationRequested) input();
            }
            catch (Exception error)
            {
                LogFailed(error);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A transfer input failed.")]
    private partial void LogFailed(Exception error);
}
