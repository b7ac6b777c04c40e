using System.Text.Json;

namespace Clearing.EndToEnd.Tests;

/// <summary>Serves the day of 5 January 2026, 600 times as fast as the wall.</summary>
internal static class ServedDay
{
    public static ClearingProcess Serve(string path, string[] place) =>
        ClearingProcess.Start(["serve", path, .. place, "--tcp", "0", "--speed", "600", "--format", "json"]);

    /// <summary>
    /// True of a line of status at or behind a time; among them there are those of the log, which are JSON.
    /// </summary>
    public static bool IsBehind(string line, string time) =>
        line.StartsWith("2026-", StringComparison.Ordinal) && string.CompareOrdinal(line, "2026-01-05 " + time) >= 0;

    /// <summary>
    /// Serves until all its days are over, however often: a slow machine may be interrupted before. Says what the last
    /// service said when it ended.
    /// </summary>
    public static async Task<string> ServeToTheEndAsync(string path, string close, string[] place)
    {
        while (true)
        {
            using ClearingProcess served = Serve(path, place);
            Assert.NotNull(await served.ReadLineAsync());
            await served.ErrorLineAsync(line => IsBehind(line, close));
            served.Interrupt();
            Ended ended = await served.EndAsync();
            Assert.True(ended.Code == 0, ended.Error);
            Ended replay = await ClearingProcess.RunAsync(["replay", path, .. place, "--format", "json"]);
            Assert.True(replay.Code == 0, replay.Error);
            using JsonDocument document = JsonDocument.Parse(replay.Out);
            if (document.RootElement.GetProperty("ledgers").EnumerateArray()
                .All(ledger => ledger.GetProperty("over").GetBoolean()))
            {
                return ended.Out;
            }
        }
    }
}
