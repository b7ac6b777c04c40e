using Clearing.Client.Load;
using Clearing.Client.Load.Measuring;
using Clearing.Client.Load.Profiles;
using Clearing.Client.Load.Reporting;
using Clearing.LoadTests;

// Runs profiles one after another with the `clearing` that was built beside this program, prints each summary, and
// holds it beside the result that was accepted last. Ends with what `clearing load` would end with.
LoadArguments? arguments = LoadArguments.Parse(args);
if (arguments is null)
{
    Console.Error.WriteLine(LoadArguments.Usage);
    return 2;
}

using CancellationTokenSource interruption = new();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = !interruption.IsCancellationRequested;
    interruption.Cancel();
};
int worst = 0;
foreach (string path in arguments.Profiles)
{
    worst = Math.Max(worst, await RunAsync(path));
}

return worst;

async Task<int> RunAsync(string path)
{
    ProfileResult read = ProfileReader.Read(path);
    if (read.Profile is not { } profile)
    {
        read.Errors.ToList().ForEach(Console.Error.WriteLine);
        return 3;
    }

    try
    {
        LoadResult result = await LoadRunner.RunAsync(
            profile,
            new LoadRunOptions
            {
                Command = arguments.Command,
                Postgres = arguments.Postgres,
                Progress = progress => Console.Error.WriteLine(LoadReport.Progress(progress)),
            },
            interruption.Token);
        LoadReport.Lines(result).ToList().ForEach(Console.WriteLine);
        Baseline.Lines(result, arguments.Baselines).ToList().ForEach(Console.WriteLine);
        if (arguments.Accepts)
        {
            Baseline.Save(result, arguments.Baselines);
        }

        return !result.AuditHolds ? 5 : !result.ThresholdsHold ? 6 : 0;
    }
    catch (OperationCanceledException)
    {
        return 7;
    }
    catch (Exception e) when (e is LoadException or IOException)
    {
        Console.Error.WriteLine(e.Message);
        return e is LoadException { IsEnvironment: false } ? 3 : 8;
    }
}
