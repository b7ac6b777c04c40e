using System.Text;

namespace Clearing.Messages.Fin;

/// <summary>Takes a message apart as far as it goes; what is no block, tag or field is left out.</summary>
internal static class FinParser
{
    public static FinMessage? Parse(ReadOnlySpan<byte> message)
    {
        if (message.Length > FinReader.MostOctets)
        {
            return null;
        }

        int at = 0;
        TextBlock text = new();
        FinMessage parsed = new();
        while (Envelope.Next(message, ref at) is var block && block != 0)
        {
            parsed = With(parsed, message, ref at, block, text);
        }

        if (parsed.BasicHeader is null && parsed.ApplicationHeader is null && parsed.Fields.Count == 0)
        {
            Range body = Bodies.TextOf(message);
            parsed = parsed with { Fields = FieldsOf(message[..body.End.Value], body.Start.Value, text, out _) };
        }

        bool isNothing = parsed.BasicHeader is null && parsed.Fields.Count == 0 && parsed.SystemFields.Count == 0;
        return isNothing ? null : parsed;
    }

    private static FinMessage With(
        FinMessage parsed, ReadOnlySpan<byte> message, ref int at, byte block, TextBlock text)
    {
        int start = at + 3;
        switch (block)
        {
            case (byte)'1':
                return parsed with { BasicHeader = UpToBrace(message, start, ref at) };
            case (byte)'2':
                return parsed with { ApplicationHeader = UpToBrace(message, start, ref at) };
            case (byte)'3':
                return parsed with { UserHeader = TagsOf(message, start, ref at) };
            case (byte)'4' when start < message.Length && message[start] is (byte)'{' or (byte)'}':
                return parsed with { SystemFields = TagsOf(message, start, ref at) };
            case (byte)'4':
                List<FinField> fields = FieldsOf(message, start, text, out at);
                return parsed with { Fields = fields };
            case (byte)'5':
                return parsed with { Trailers = TagsOf(message, start, ref at) };
            default:
                TagsOf(message, start, ref at);
                return parsed;
        }
    }

    private static string UpToBrace(ReadOnlySpan<byte> message, int start, ref int at)
    {
        int length = message[start..].IndexOf((byte)'}');
        at = length < 0 ? message.Length : start + length + 1;
        return Text(message[start..(length < 0 ? message.Length : start + length)]);
    }

    private static List<FinTag> TagsOf(ReadOnlySpan<byte> message, int start, ref int at)
    {
        List<FinTag> tags = [];
        at = start;
        while (Envelope.TakeTag(message, ref at, out Slot name, out Slot value))
        {
            tags.Add(new FinTag(Text(name.Of(message)), Text(value.Of(message))));
        }

        int close = message[at..].IndexOf((byte)'}');
        at = close < 0 ? message.Length : at + close + 1;
        return tags;
    }

    private static List<FinField> FieldsOf(ReadOnlySpan<byte> message, int start, TextBlock block, out int end)
    {
        int first = start;
        while (first < message.Length && message[first] is (byte)'\r' or (byte)'\n')
        {
            first++;
        }

        block.Split(message, first);
        end = Math.Min(message.Length, block.End + (block.IsClosed ? 2 : 0));
        List<FinField> fields = [];
        StringBuilder value = new();
        for (int index = 0; index < block.Fields.Length; index++)
        {
            value.Clear();
            for (int line = 0; line < block.Fields[index].LineCount; line++)
            {
                value.Append(line == 0 ? "" : "\n").Append(Text(block.Line(index, line).Of(message)));
            }

            fields.Add(new FinField(Tags.Text(block.Fields[index].Tag), value.ToString()));
        }

        return fields;
    }

    private static string Text(ReadOnlySpan<byte> octets) => Encoding.Latin1.GetString(octets);
}
