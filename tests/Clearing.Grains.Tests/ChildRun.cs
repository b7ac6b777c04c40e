using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Clearing.Scenarios.Model;

namespace Clearing.Grains.Tests;

/// <summary>A run of the reactive world in a process of its own, with a processor count of its own.</summary>
internal static class ChildRun
{
    private const string Switch = "CLEARING_TESTS_CHILD_RUN";

    public static string HashOf(string[] transcript) =>
        Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', transcript))));

    public static async Task<string> HashAsync(int processors, CancellationToken cancellation)
    {
        ProcessStartInfo start = new(Environment.ProcessPath!)
        {
            RedirectStandardOutput = true,
            ArgumentList = { "-method", typeof(ChildRunTests).FullName + "." + nameof(ChildRunTests.Child) },
        };
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet")
        {
            start.ArgumentList.Insert(0, typeof(ChildRun).Assembly.Location);
        }

        string file = Path.GetTempFileName();
        start.Environment[Switch] = file;
        start.Environment["DOTNET_PROCESSOR_COUNT"] = processors.ToString(CultureInfo.InvariantCulture);
        using Process child = Process.Start(start)!;
        string output = await child.StandardOutput.ReadToEndAsync(cancellation);
        await child.WaitForExitAsync(cancellation);
        string[] lines = await File.ReadAllLinesAsync(file, cancellation);
        File.Delete(file);
        Assert.True(lines.Length == 2, output);
        Assert.Equal(processors.ToString(CultureInfo.InvariantCulture), lines[0]);
        return lines[1];
    }

    /// <summary>What the child process does; null when this process is not one.</summary>
    public static string? ResultFile => Environment.GetEnvironmentVariable(Switch);
}

public class ChildRunTests
{
    /// <summary>Also a test of its own: a host of its own gives the bytes that the desks give.</summary>
    [Fact]
    public async Task Child()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        Scenario scenario = Worlds.Reactive();
        await using SimulationHost host = await SimulationHost.StartAsync(cancellation);
        SimulationResult result = await host.RunAsync(scenario, new SimulationOptions(), null, cancellation);
        string[] transcript = Worlds.Transcript(scenario, result);
        Assert.Equal(DeterminismTests.Plain(scenario), transcript);
        if (ChildRun.ResultFile is { } file)
        {
            string processors = Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture);
            await File.WriteAllLinesAsync(file, [processors, ChildRun.HashOf(transcript)], cancellation);
        }
    }
}
