using System.Text;
using Clearing.Messages.Fedwire;

namespace Clearing.Messages.Generation;

/// <summary>
/// Breaks Fedwire messages of tags systematically: each rule once, each tag cut, dropped, doubled, defiled.
/// </summary>
public static class FedwireBreaker
{
    private const string Plain = "1500=30REQUEST1T |1510=1000|1520=20261123SOURCE01000001|2000=000000100000|"
        + "3100=021000021SENDER*|3400=011000015RECEIVER*|3600=BTR*";

    private static readonly Dictionary<string, string> Texts = new()
    {
        ["BTR"] = Plain,
        ["CTR"] = Plain.Replace("BTR", "CTR", StringComparison.Ordinal) + "|4200=D123*ALICE*|5000=D456*BOB*",
        ["CTP"] = Plain.Replace("BTR", "CTP", StringComparison.Ordinal) + "|4200=D123*ALICE*|5000=D456*BOB*",
    };

    /// <summary>
    /// Edits of a plain message: TAG=value sets or adds, +TAG=value adds another, -TAG takes out; ~ is a text too long.
    /// </summary>
    private const string Table = """
        FW-MISSING BTR -1520
        FW-MISSING BTR -2000
        FW-MISSING BTR -3600
        FW-REPEAT BTR +3100=021000021SENDER*
        FW-TAG BTR 1999=X*
        FW-SIZE BTR 6000=~
        FW-LENGTH BTR 2000=1000
        FW-LENGTH BTR 3320=A REFERENCE TOO LONG*
        FW-LENGTH CTP 3610=UEDI;8200=0099SHORT
        FW-DELIMITER BTR 3320=REF
        FW-ELEMENT BTR 3320=REF*MORE*
        FW-DIGITS BTR 2000=00000010000X
        FW-CHARACTER BTR 3320=^*
        FW-CHARACTER BTR 1520=20261123SOURCE-1000001
        FW-DATE BTR 1520=20260230SOURCE01000001
        FW-CODE BTR 1510=9900
        FW-CODE BTR 3600=XXX*
        FW-TYPE BTR 1510=1032
        FW-REQUIRED CTR -4200
        FW-REQUIRED CTR -5000
        FW-REQUIRED CTP -5000
        FW-REQUIRED BTR 1510=1002
        FW-REQUIRED CTP 3610=COVS*
        FW-REQUIRED CTP 3610=RMTS*
        FW-FORBIDDEN BTR 3700=BUSD1,00*
        FW-FORBIDDEN CTR 9000=TEXT*
        FW-FORBIDDEN BTR 3600=BTRCOV*
        FW-FORBIDDEN CTP 7050=50K*ALICE*
        FW-CHAIN BTR 4000=D123*BANK*
        FW-CHAIN BTR 4100=D123*BANK*
        FW-CHAIN BTR 5100=D123*BANK*
        FW-CHAIN BTR 5200=D123*BANK*
        FW-CHAIN BTR 6200=TEXT*
        FW-CHAIN CTR 3720=1,5*
        FW-AMOUNT BTR 2000=000000000000
        FW-CURRENCY CTR 3710=ZZZ100,00*
        FW-ABA BTR 3100=021000022SENDER*
        FW-ABA BTR 3400=011000016RECEIVER*
        """;

    /// <summary>Every rule broken alone, in the ways of the table.</summary>
    public static IEnumerable<BrokenMessage> Rules()
    {
        foreach (string row in Table.Split('\n', StringSplitOptions.TrimEntries))
        {
            string[] parts = row.Split(' ', 3);
            List<(string Tag, string Value)> tags =
                [.. Texts[parts[1]].Split('|').Select(t => t.Split('=', 2)).Select(t => (t[0], t[1]))];
            foreach (string edit in parts[2].Split(';'))
            {
                Edit(tags, edit);
            }

            string text = string.Concat(tags.Select(t => $"{{{t.Tag}}}{t.Value}"));
            yield return new BrokenMessage($"rule {row}", Encoding.Latin1.GetBytes(text), Code: parts[0]);
        }
    }

    /// <summary>The message cut before each of its octets, and with each tag dropped, doubled or defiled.</summary>
    public static IEnumerable<BrokenMessage> Broken(FedwireMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        byte[] whole = Octets.Of(message);
        for (int length = 0; length < whole.Length; length++)
        {
            // Behind the last mandatory tag what is left may be whole.
            yield return new BrokenMessage($"cut to {length} octets", whole[..length], MustFail: length < 100);
        }

        for (int i = 0; i < message.Tags.Count; i++)
        {
            FedwireTag tag = message.Tags[i];
            bool isMandatory = tag.Tag is "1500" or "1510" or "1520" or "2000" or "3100" or "3400" or "3600";
            yield return Of(message, $"drop {tag.Tag}", isMandatory, t => t.RemoveAt(i));
            yield return Of(message, $"double {tag.Tag}", true, t => t.Insert(i, tag));
            yield return Of(message, $"rename {tag.Tag}", true, t => t[i] = tag with { Tag = "1999" });
            for (int e = 0; e < tag.Elements.Count; e++)
            {
                string[] elements = [.. tag.Elements];
                elements[e] = "\u0007" + (elements[e].Length > 1 ? elements[e][1..] : "");
                bool mustFail = tag.Tag is not "8200";
                yield return Of(message, $"charset of {tag.Tag}.{e + 1}", mustFail,
                    t => t[i] = tag with { Elements = elements });
            }
        }
    }

    private static BrokenMessage Of(FedwireMessage message, string how, bool mustFail, Action<List<FedwireTag>> change)
    {
        List<FedwireTag> tags = [.. message.Tags];
        change(tags);
        return new BrokenMessage(how, Octets.Of(new FedwireMessage(tags)), mustFail);
    }

    private static void Edit(List<(string Tag, string Value)> tags, string edit)
    {
        if (edit[0] == '-')
        {
            tags.RemoveAll(t => t.Tag == edit[1..]);
            return;
        }

        bool isMore = edit[0] == '+';
        string[] sides = edit.TrimStart('+').Split('=', 2);
        string value = sides[1] == "~" ? new string('A', 20_000) + "*" : sides[1];
        int there = tags.FindIndex(t => t.Tag == sides[0]);
        if (there >= 0 && !isMore)
        {
            tags[there] = (sides[0], value);
        }
        else
        {
            tags.Add((sides[0], value));
        }
    }
}
