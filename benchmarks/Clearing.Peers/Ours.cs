using System.Diagnostics;
using System.Text.Json;

namespace Clearing.Peers;

/// <summary>The live path's own figure: given, or taken anew in every round by a command.</summary>
/// <param name="command">A command line for <c>sh</c> that prints a JSON object and ends with 0; or null.</param>
/// <param name="figure">Where in that object the payments a second stand, names parted by dots.</param>
/// <param name="perSecond">The figure, where no command is given.</param>
public sealed class Ours(string? command, string figure, double perSecond)
{
    /// <exception cref="IOException">The command failed, or what it printed has no such figure.</exception>
    public async Task<double> PerSecondAsync(CancellationToken cancellation)
    {
        if (command is null)
        {
            return perSecond;
        }

        ProcessStartInfo start = new("sh", ["-c", command]) { RedirectStandardOutput = true };
        using Process process = Process.Start(start)!;
        string printed = await process.StandardOutput.ReadToEndAsync(cancellation);
        await process.WaitForExitAsync(cancellation);
        if (process.ExitCode != 0)
        {
            throw new IOException($"'{command}' ended with {process.ExitCode}.");
        }

        return FigureIn(printed, figure) ?? throw new IOException(
            $"'{command}' printed no JSON object with a number at '{figure}'; name another with --figure.");
    }

    /// <summary>The number at a path of names parted by dots; null where there is none.</summary>
    public static double? FigureIn(string json, string path)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            JsonElement found = document.RootElement;
            foreach (string name in path.Split('.'))
            {
                if (found.ValueKind != JsonValueKind.Object || !found.TryGetProperty(name, out found))
                {
                    return null;
                }
            }

            return found.ValueKind == JsonValueKind.Number ? found.GetDouble() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
