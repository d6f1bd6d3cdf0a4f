using Microsoft.AspNetCore.Components;

namespace WebP2P.Host.Components.Live;

/// <summary>A component that looks at the node on every beat and draws itself again only when it saw something new.</summary>
public abstract class LiveComponent : ComponentBase, IDisposable
{
    private IDisposable? subscription;
    private bool isDisposed;

    [Inject] private Tick Tick { get; set; } = default!;

    /// <inheritdoc />
    public void Dispose()
    {
        isDisposed = true;
        subscription?.Dispose();
        Leave();
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc />
    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender && !isDisposed) subscription = Tick.Subscribe(BeatAsync);
    }

    /// <summary>Reads what is shown; true when it changed.</summary>
    protected abstract Task<bool> LookAsync();

    /// <summary>Called once when the component goes away.</summary>
    protected virtual void Leave()
    {
    }

    private Task BeatAsync() => InvokeAsync(async () =>
    {
        if (!isDisposed && await LookAsync() && !isDisposed) StateHasChanged();
    });
}
