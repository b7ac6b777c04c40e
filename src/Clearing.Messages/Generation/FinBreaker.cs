using System.Text;
using Clearing.Messages.Fin;

namespace Clearing.Messages.Generation;

/// <summary>
/// Breaks FIN messages systematically: each rule once, each field cut, dropped, doubled, swapped, defiled.
/// </summary>
public static class FinBreaker
{
    /// <summary>Characters outside every set a field may use.</summary>
    private static readonly char[] Alien = ['\u00FC', '\u0001', '|'];

    /// <summary>Types of which there is a plain message to break.</summary>
    public static IEnumerable<string> PlainTypes => FinShapes.Types;

    /// <summary>A plain valid message of a type.</summary>
    public static byte[] Plain(string type) => Octets.Of(FinShapes.Plain(type));

    /// <summary>Every rule broken alone, in the ways of the table.</summary>
    public static IEnumerable<BrokenMessage> Rules()
    {
        foreach (string row in FinRuleBreaks.Table.Split('\n', StringSplitOptions.TrimEntries))
        {
            string[] parts = row.Split(' ', 3);
            FinMessage message = FinShapes.Plain(parts[1]);
            byte[] octets;
            if (parts[2].StartsWith("raw ", StringComparison.Ordinal))
            {
                string[] sides = parts[2][4..].Split("=>", StringSplitOptions.TrimEntries);
                string whole = Encoding.ASCII.GetString(Octets.Of(message));
                octets = Encoding.ASCII.GetBytes(whole.Replace(sides[0], sides[1], StringComparison.Ordinal));
            }
            else
            {
                string text = parts[2].Replace("\\n", "\n", StringComparison.Ordinal)
                    .Replace("~", new string('A', 10_000), StringComparison.Ordinal);
                octets = Octets.Of(text.Split(';').Aggregate(message, (m, edit) => Edit(m, parts[1], edit)));
            }

            yield return new BrokenMessage($"rule {row}", octets, Code: parts[0]);
        }
    }

    /// <summary>
    /// The message cut before each of its octets up to the end of its text, and each field cut at each octet.
    /// </summary>
    public static IEnumerable<BrokenMessage> Cuts(FinMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        byte[] whole = Octets.Of(message);
        int end = whole.AsSpan().LastIndexOf("-}"u8) is >= 0 and int text ? text + 2 : 0;
        for (int length = 0; length < whole.Length; length++)
        {
            yield return new BrokenMessage($"cut to {length} octets", whole[..length], MustFail: length < end);
        }

        for (int i = 0; i < message.Fields.Count; i++)
        {
            FinField field = message.Fields[i];
            for (int length = 0; length < field.Value.Length; length++)
            {
                FinField cut = field with { Value = field.Value[..length] };
                yield return new BrokenMessage(
                    $"field {field.Tag} cut to {length}", Octets.Of(With(message, i, cut)), MustFail: false);
            }
        }
    }

    /// <summary>
    /// Each field dropped, doubled, swapped with the next, given another tag, and with a foreign character.
    /// </summary>
    /// <param name="type">Of <see cref="FinGenerator.Types"/>.</param>
    /// <param name="message">A valid message of that type.</param>
    public static IEnumerable<BrokenMessage> Fields(string type, FinMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);

        // Copied fields of another message may follow in n92 and n96: what is doubled or displaced may pass for a copy.
        bool hasOrder = !FinShapes.HasCopy(type);
        for (int i = 0; i < message.Fields.Count; i++)
        {
            FinField field = message.Fields[i];
            int position = FinShapes.Position(type, field.Tag);
            bool isOnly = message.Fields.Count(f => FinShapes.Position(type, f.Tag) == position) == 1;
            yield return Broken(message, $"drop {field.Tag}", isOnly && FinShapes.IsMandatory(type, field.Tag),
                f => f.RemoveAt(i));
            yield return Broken(message, $"double {field.Tag}",
                hasOrder && isOnly && !FinShapes.MayRepeat(type, field.Tag), f => f.Insert(i, field));
            if (i + 1 < message.Fields.Count && message.Fields[i + 1].Tag != field.Tag)
            {
                FinField next = message.Fields[i + 1];
                bool hasPlace = !FinShapes.MayRepeat(type, field.Tag) && !FinShapes.MayRepeat(type, next.Tag);
                yield return Broken(message, $"swap {field.Tag} and {next.Tag}", hasOrder && hasPlace,
                    f => (f[i], f[i + 1]) = (next, field));
            }

            foreach (char alien in Alien)
            {
                yield return Broken(message, $"charset of {field.Tag}", true,
                    f => f[i] = field with { Value = field.Value + alien });
            }

            yield return Broken(message, $"tag of {field.Tag}", hasOrder || FinShapes.IsMandatory(type, field.Tag),
                f => f[i] = field with { Tag = "99Z" });
        }
    }

    private static BrokenMessage Broken(FinMessage message, string how, bool mustFail, Action<List<FinField>> change)
    {
        List<FinField> fields = [.. message.Fields];
        change(fields);
        return new BrokenMessage(how, Octets.Of(message with { Fields = fields }), mustFail);
    }

    private static FinMessage With(FinMessage message, int at, FinField field)
    {
        List<FinField> fields = [.. message.Fields];
        fields[at] = field;
        return message with { Fields = fields };
    }

    private static FinMessage Edit(FinMessage message, string type, string edit)
    {
        if (edit[0] == '-')
        {
            return message with { Fields = [.. message.Fields.Where(f => f.Tag != edit[1..])] };
        }

        string[] sides = edit.Split('=', 2);
        switch (sides[0])
        {
            case "1":
                return message with { BasicHeader = sides[1] };
            case "2":
                return message with { ApplicationHeader = sides[1] };
        }

        if (sides[0][..2] is "3." or "5.")
        {
            FinTag tag = new(sides[0][2..], sides[1]);
            return sides[0][0] == '3'
                ? message with { UserHeader = Set(message.UserHeader, tag) }
                : message with { Trailers = Set(message.Trailers, tag) };
        }

        bool isMore = sides[0][0] == '+';
        FinField field = new(isMore ? sides[0][1..] : sides[0], sides[1]);
        int there = message.Fields.Select((f, i) => (f, i)).Where(p => FinShapes.Position(type, p.f.Tag)
            == FinShapes.Position(type, field.Tag)).Select(p => p.i).DefaultIfEmpty(-1).Last();
        if (there >= 0 && !isMore)
        {
            return With(message, there, field);
        }

        int position = FinShapes.Position(type, field.Tag);
        List<FinField> fields = [.. message.Fields];
        int at = there >= 0 ? there + 1 : fields.TakeWhile(f => FinShapes.Position(type, f.Tag) < position).Count();
        fields.Insert(at, field);
        return message with { Fields = fields };
    }

    private static List<FinTag> Set(IReadOnlyList<FinTag> tags, FinTag tag) =>
        tags.Any(t => t.Tag == tag.Tag) ? [.. tags.Select(t => t.Tag == tag.Tag ? tag : t)] : [.. tags, tag];
}
