using Spectre.Console;

namespace Clearing.Cli.Output;

/// <summary>A bar on standard error while something long is under way; nothing where nobody could watch it.</summary>
internal static class ProgressLine
{
    /// <summary>Runs the work and shows the share it reports, 0 to 1, under what it says it is doing.</summary>
    public static Task<T> RunAsync<T>(Terminal terminal, Func<Action<string, double>, Task<T>> work)
    {
        if (!terminal.Animates || terminal.Quiet || terminal.Format == OutputFormat.Json)
        {
            return work((_, _) => { });
        }

        return terminal.Error.Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new SpinnerColumn())
            .StartAsync(context =>
            {
                ProgressTask bar = context.AddTask("Reading", maxValue: 1);
                return work((what, share) =>
                {
                    bar.Description = what;
                    bar.Value = share;
                });
            });
    }
}
