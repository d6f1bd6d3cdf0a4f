using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;

namespace WebP2P.Host.Components.Lists;

/// <summary>Lets many cells draw themselves in one message: what is told while this component is being drawn is sent together with it.</summary>
public sealed class LivePulse : ComponentBase
{
    private Action? tell;

    /// <summary>Runs <paramref name="action"/> inside one drawing.</summary>
    public void Beat(Action action)
    {
        tell = action;
        StateHasChanged();
    }

    /// <inheritdoc />
    protected override void BuildRenderTree(RenderTreeBuilder builder)
    {
        tell?.Invoke();
        tell = null;
    }
}
