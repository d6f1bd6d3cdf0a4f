using Microsoft.AspNetCore.Components;

namespace WebP2P.Host.Components.Drawings;

/// <summary>The markup of a figure, without a component of its own: a table has thousands of them.</summary>
public static class FigureText
{
    /// <summary>Number with its unit in lighter weight.</summary>
    public static RenderFragment Of(Measure value, string prefix = "", string look = "") => builder =>
    {
        builder.OpenElement(0, "span");
        builder.AddAttribute(1, "class", look.Length == 0 ? "num" : "num " + look);
        builder.AddContent(2, prefix + value.Number);
        if (value.Unit.Length > 0)
        {
            builder.OpenElement(3, "span");
            builder.AddAttribute(4, "class", "unit");
            builder.AddContent(5, value.Unit);
            builder.CloseElement();
        }

        builder.CloseElement();
    };
}
