using Clearing.Messages.Identifiers;

namespace Clearing.Messages.Fin;

/// <summary>Blocks of tags: user header, trailers, and the block 4 of the system's messages.</summary>
internal sealed partial class Envelope
{
    private static readonly HeaderTag[] UserHeaderTags =
    [
        new("103", "3!a"), new("113", "4!x"), new("108", "16x"), new("119", "8c"), new("423", "12!n[2!n]"),
        new("106", "{date}{terminal}10!n"), new("424", "16x"), new("111", "3!n"), new("121", "{uetr}"),
        new("115", "32x"), new("165", "/3!c/34x"), new("433", "/3!a/[20x]"), new("434", "/3!a/[20x]"),
    ];

    private static readonly HeaderTag[] TrailerTags =
    [
        new("MAC", "8!h"), new("PAC", "8!h"), new("CHK", "12!h"), new("SYS", "[{time}{date}{terminal}10!n]"),
        new("TNG", ""), new("PDE", "[{time}{date}{terminal}10!n]"), new("PDM", "[{time}{date}{terminal}10!n]"),
        new("DLM", ""), new("MRF", "{date}{time}{date}{terminal}10!n"),
    ];

    private sealed class HeaderTag(string tag, string notation)
    {
        public uint Packed { get; } = FieldFormat.Pack(System.Text.Encoding.ASCII.GetBytes(tag));

        public FieldFormat Format { get; } = FieldFormat.Of(notation);
    }

    private bool ReadUserHeader(ReadOnlySpan<byte> message, ref int at, MessageErrors errors)
    {
        at += 3;
        FieldCursor cursor = new(message);
        int last = -1;
        while (TakeTag(message, ref at, out Slot name, out Slot value))
        {
            uint packed = FieldFormat.Pack(name.Of(message));
            int index = IndexOf(UserHeaderTags, packed);
            if (index <= last)
            {
                return Fail(errors, "U01", "block 3", name.Offset,
                    index < 0 ? "a tag of the user header" : "the tags of the user header in their order, each once");
            }

            last = index;
            if (!Check(message, ref cursor, value, UserHeaderTags[index].Format, ("U02", "block 3"), errors))
            {
                return false;
            }

            switch (packed)
            {
                case '1' << 16 | '0' << 8 | '3':
                    CopyService = value;
                    break;
                case '1' << 16 | '0' << 8 | '8':
                    UserReference = value;
                    break;
                case '1' << 16 | '1' << 8 | '9':
                    ValidationFlag = value;
                    break;
                case '1' << 16 | '2' << 8 | '1':
                    Uetr = value;
                    break;
            }
        }

        return Close(message, ref at) || Fail(errors, "U00", "block 3", at, "tags such as {108:reference} and a }");
    }

    private bool ReadTrailers(ReadOnlySpan<byte> message, ref int at, MessageErrors errors)
    {
        at += 3;
        FieldCursor cursor = new(message);
        int seen = 0;
        while (TakeTag(message, ref at, out Slot name, out Slot value))
        {
            uint packed = FieldFormat.Pack(name.Of(message));
            int index = IndexOf(TrailerTags, packed);
            bool isDelivery = packed == ('P' << 16 | 'D' << 8 | 'M');
            if (index < 0 || ((seen >> index & 1) != 0 && !isDelivery))
            {
                return Fail(errors, "Z01", "block 5", name.Offset, "a known trailer, and each once");
            }

            seen |= 1 << index;
            if (!Check(message, ref cursor, value, TrailerTags[index].Format, ("Z00", "block 5"), errors))
            {
                return false;
            }

            bool isEmission = packed == ('P' << 16 | 'D' << 8 | 'E');
            IsPossibleDuplicate |= isDelivery || isEmission;
            if (isEmission && value.Length == TimeLength + ReferenceLength)
            {
                EarlierInput = new Slot(value.Offset + TimeLength, ReferenceLength);
            }
        }

        return Close(message, ref at)
            || Fail(errors, "Z00", "block 5", at, "trailers such as {CHK:123456789ABC} and a }");
    }

    private bool ReadBody(ReadOnlySpan<byte> message, ref int at, MessageErrors errors)
    {
        int start = at + 3;
        if (start < message.Length && message[start] is (byte)'{' or (byte)'}')
        {
            at = start;
            return ReadSystemTags(message, ref at, errors);
        }

        start += start < message.Length && message[start] == '\r' ? 1 : 0;
        if (start >= message.Length || message[start] != '\n')
        {
            return Fail(errors, "H98", "block 4", start, "an end of line behind {4:, or tags between braces");
        }

        HasText = true;
        Text.Split(message, start + 1);
        at = Text.End + 2;
        return Text.IsClosed || Fail(errors, "H98", "block 4", Text.End, "-} on a line of its own at the end");
    }

    private bool ReadSystemTags(ReadOnlySpan<byte> message, ref int at, MessageErrors errors)
    {
        while (TakeTag(message, ref at, out Slot name, out Slot value))
        {
            int number = name.Length == 3 ? Ascii.Number(name.Of(message)) : -1;
            if (number < 0 || _systemTagCount == _systemTags.Length)
            {
                return Fail(errors, "H98", "block 4", name.Offset, "at most 64 tags of three digits");
            }

            _systemTags[_systemTagCount++] = new TagAt(number, value);
        }

        return Close(message, ref at) || Fail(errors, "H98", "block 4", at, "tags such as {451:0} and a }");
    }

    /// <summary>A block S is of the interface that stored the message, and means nothing here.</summary>
    private static bool SkipLocalBlock(ReadOnlySpan<byte> message, ref int at, MessageErrors errors)
    {
        at += 3;
        while (TakeTag(message, ref at, out _, out _))
        {
        }

        return Close(message, ref at) || Fail(errors, "H98", "block S", at, "tags such as {SAC:} and a }");
    }

    /// <summary>Takes {name:value}; false when there is no such thing here.</summary>
    public static bool TakeTag(ReadOnlySpan<byte> message, ref int at, out Slot name, out Slot value)
    {
        name = default;
        value = default;
        if (at >= message.Length || message[at] != '{')
        {
            return false;
        }

        int start = at + 1;
        if (!OctetClasses.Fits(message[start..], OctetClasses.TagName))
        {
            return false;
        }

        int length = message[start..].IndexOfAny((byte)'{', (byte)'}');
        if (length < 4 || message[start + length] != '}')
        {
            return false;
        }

        name = new Slot(start, 3);
        value = new Slot(start + 4, length - 4);
        at = start + length + 1;
        return true;
    }

    private static bool Close(ReadOnlySpan<byte> message, ref int at)
    {
        if (at >= message.Length || message[at] != '}')
        {
            return false;
        }

        at++;
        return true;
    }

    private static int IndexOf(HeaderTag[] tags, uint packed)
    {
        for (int index = 0; index < tags.Length; index++)
        {
            if (tags[index].Packed == packed)
            {
                return index;
            }
        }

        return -1;
    }

    private static bool Check(
        ReadOnlySpan<byte> message,
        ref FieldCursor cursor,
        Slot value,
        FieldFormat format,
        (string Code, string Where) place,
        MessageErrors errors)
    {
        bool isOfSet = !format.HasText || TextCheck.FindOutsideX(value.Of(message)) < 0;
        if (isOfSet && (value.IsEmpty ? format.AllowsNothing : cursor.Read(value, format)))
        {
            return true;
        }

        string wanted = format.Notation.Length == 0 ? "no value" : format.Notation;
        return Fail(errors, place.Code, place.Where, value.Offset, wanted);
    }
}
