using Microsoft.AspNetCore.Diagnostics;
using MudBlazor;
using MudBlazor.Services;
using WebP2P.Host.Components.Live;
using WebP2P.Host.Components.Parts;

namespace WebP2P.Host.Components;

/// <summary>The dashboard's services and pages, for the program and for tests.</summary>
public static class DashboardSetup
{
    private const int KeepAliveSeconds = 3;
    private const int ClientTimeoutSeconds = 30;
    private const int ReceiveBytesMax = 32 * 1024;

    /// <summary>Adds what the pages need, besides the node's own services.</summary>
    public static IServiceCollection AddDashboard(this IServiceCollection services)
    {
        services.AddHttpContextAccessor();
        services.AddScoped(provider => new Tick(provider.GetService<TimeProvider>() ?? TimeProvider.System));
        services.AddScoped<AskChoice>();
        services.AddMudServices(options =>
        {
            options.SnackbarConfiguration.PositionClass = Defaults.Classes.Position.BottomRight;
            options.SnackbarConfiguration.VisibleStateDuration = 4000;
            options.SnackbarConfiguration.ShowTransitionDuration = 120;
            options.SnackbarConfiguration.HideTransitionDuration = 120;
        });
        services.AddRazorComponents().AddInteractiveServerComponents(circuit =>
        {
            circuit.DisconnectedCircuitMaxRetained = 10;
            circuit.DisconnectedCircuitRetentionPeriod = TimeSpan.FromMinutes(1);
        }).AddHubOptions(hub =>
        {
            // The page notices a silent node within 8 s, so the node speaks more often than that.
            hub.KeepAliveInterval = TimeSpan.FromSeconds(KeepAliveSeconds);
            hub.ClientTimeoutInterval = TimeSpan.FromSeconds(ClientTimeoutSeconds);
            hub.MaximumReceiveMessageSize = ReceiveBytesMax;
        });
        return services;
    }

    /// <summary>Gives people a page, and programs their bare status, when an address names nothing.</summary>
    public static IApplicationBuilder UseDashboardErrors(this IApplicationBuilder app) =>
        app.UseStatusCodePagesWithReExecute("/not-found", createScopeForStatusCodePages: true).Use((context, next) =>
        {
            if (!IsForPerson(context) && context.Features.Get<IStatusCodePagesFeature>() is { } pages) pages.Enabled = false;
            return next(context);
        });

    /// <summary>Maps the pages; their static files come with <c>MapStaticAssets</c>.</summary>
    public static RazorComponentsEndpointConventionBuilder MapDashboard(this IEndpointRouteBuilder routes) =>
        routes.MapRazorComponents<App>().AddInteractiveServerRenderMode(options => options.ContentSecurityFrameAncestorsPolicy = "'none'");

    private static bool IsForPerson(HttpContext context) =>
        HttpMethods.IsGet(context.Request.Method)
        && context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase)
        && !context.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase);
}
