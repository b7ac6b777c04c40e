using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace Clearing.EndToEnd.Tests;

/// <summary>The commands of the tutorial on paying with curl, run in a shell as they stand, print what it shows.
/// </summary>
public sealed partial class CurlTutorialTests
{
    private const string Page = "docs/tutorials/pay-with-curl.md";

    [Fact]
    public async Task From_an_empty_directory_to_a_settled_payment_and_its_statement_as_the_page_says()
    {
        Assert.SkipWhen(
            !HasCurl() && Environment.GetEnvironmentVariable("CI") != "true", "curl is absent; install it");
        using TemporaryFolder folder = new();
        string text = WithFreePorts(Checkout.Text(Page));
        Match[] commands = Commands().Matches(text).ToArray();
        Match serve = commands.Single(IsServe);
        Assert.True(commands.Length > 5);

        using ClearingProcess world = ClearingProcess.StartShell(serve.Groups["command"].Value, folder.Path);
        foreach (string line in serve.Groups["shown"].Value.TrimEnd().Split('\n'))
        {
            Assert.Matches(Pattern(line), await world.ReadLineAsync());
        }

        foreach (Match command in commands.Where(command => !IsServe(command)))
        {
            using ClearingProcess shell = ClearingProcess.StartShell(command.Groups["command"].Value, folder.Path);
            Ended ended = await shell.EndAsync();
            Assert.True(ended.Code == 0, $"{command.Groups["command"].Value}\n{ended.Error}");
            string printed = ended.Out.Replace("\r\n", "\n", StringComparison.Ordinal);
            Assert.Matches(Pattern(command.Groups["shown"].Value.TrimEnd()), printed);
        }

        world.Interrupt();
        Ended served = await world.EndAsync();
        Assert.True(served.Code == 0, served.Error);
    }

    private static bool IsServe(Match command) =>
        command.Groups["command"].Value.StartsWith("clearing serve", StringComparison.Ordinal);

    // The ports of the page may be taken.
    private static string WithFreePorts(string text)
    {
        using TcpListener one = new(IPAddress.Loopback, 0);
        using TcpListener other = new(IPAddress.Loopback, 0);
        one.Start();
        other.Start();
        return text.Replace("7400", PortOf(one), StringComparison.Ordinal)
            .Replace("7401", PortOf(other), StringComparison.Ordinal);
    }

    private static string PortOf(TcpListener listener) =>
        ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);

    private static string Pattern(string shown) =>
        "(?s)^" + Regex.Escape(shown).Replace("…", ".*?", StringComparison.Ordinal) + "\\s*$";

    private static bool HasCurl()
    {
        try
        {
            using Process curl = Process.Start(
                new ProcessStartInfo("curl", ["--version"]) { RedirectStandardOutput = true })!;
            curl.WaitForExit();
            return curl.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    // A fenced block whose first line is a command; the rest is what it prints.
    [GeneratedRegex(
        @"^```\n\$ (?<command>[^\n]*)\n(?<shown>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Commands();
}
