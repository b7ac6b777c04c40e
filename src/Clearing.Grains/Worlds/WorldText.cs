using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Clearing.Grains.Ledgers;
using Clearing.Scenarios.Model;
using Clearing.Settlement.Ledgers;

namespace Clearing.Grains.Worlds;

/// <summary>
/// Everything that decides results in a world, as lines of a name and a hash each: a fact of the store, so that nobody
/// serves another world from it, and can be told what differs.
/// </summary>
internal static class WorldText
{
    /// <summary>Key of the fact.</summary>
    public const string Key = "world";

    private const string First = "clearing world 1";

    public static string Of(Scenario scenario, LiveWorld ledgers)
    {
        StringBuilder text = new();
        text.Append(First).Append('\n');
        text.Append("name ").Append(scenario.Name).Append('\n');
        AddHash(text, "participants", Participants(scenario));
        AddHash(text, "calendar", Calendar(scenario));
        foreach (string stream in ledgers.Streams)
        {
            LedgerSite site = ledgers.SiteOf(stream)!;
            string name = stream[(scenario.Name.Length + 1)..];
            AddHash(text, $"ledger {name}", LedgerFingerprint.Of(site.Book, []));
            AddHash(text, $"script {name}", site.Stamp.World.ToArray());
        }

        return text.ToString();
    }

    /// <summary>The name of the world that a text is of.</summary>
    public static string NameIn(string text) => Parts(text)["name"];

    /// <summary>What differs, in words; empty when nothing does.</summary>
    /// <param name="held">The text in the store.</param>
    /// <param name="asked">The text of what is to be served.</param>
    public static IReadOnlyList<string> Differences(string held, string asked)
    {
        Dictionary<string, string> there = Parts(held);
        Dictionary<string, string> here = Parts(asked);
        if (!held.StartsWith(First + "\n", StringComparison.Ordinal))
        {
            return ["what it was made with, which this program cannot read"];
        }

        if (there["name"] != here["name"])
        {
            return [$"its name, which is {there["name"]} there and {here["name"]} here"];
        }

        // A script is hashed together with its ledger, so it says nothing where that differs already.
        return
        [
            .. there.Keys.Union(here.Keys).Order(StringComparer.Ordinal)
                .Where(part => there.GetValueOrDefault(part) != here.GetValueOrDefault(part))
                .Where(part => !part.StartsWith("script ", StringComparison.Ordinal)
                    || there.GetValueOrDefault("ledger" + part[6..]) == here.GetValueOrDefault("ledger" + part[6..]))
                .Select(part => !here.ContainsKey(part) ? $"{part}, which is not here"
                    : !there.ContainsKey(part) ? $"{part}, which is not there"
                    : part),
        ];
    }

    private static Dictionary<string, string> Parts(string text) => text
        .Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Skip(1)
        .Select(line => (Line: line, Blank: line.LastIndexOf(' ')))
        .ToDictionary(line => line.Line[..line.Blank], line => line.Line[(line.Blank + 1)..]);

    // By what the outside names participants, and on whose account each settles. Their money is part of the ledgers.
    private static byte[] Participants(Scenario scenario) => Hash(scenario.Participants.Select(
        p => $"{p.Id} {p.Bic} {p.RoutingNumber} {p.Via.ToString(CultureInfo.InvariantCulture)}"));

    private static byte[] Calendar(Scenario scenario) => Hash(scenario.Calendar.Days.Select(
        day => string.Create(
            CultureInfo.InvariantCulture,
            $"{day.Date:yyyy-MM-dd} {day.OpenAt} {day.CloseAt} {scenario.Currency.Code}")));

    private static byte[] Hash(IEnumerable<string> lines) =>
        SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', lines)));

    private static void AddHash(StringBuilder text, string part, byte[] hash) =>
        text.Append(part).Append(' ').Append(Convert.ToHexStringLower(hash)).Append('\n');
}
