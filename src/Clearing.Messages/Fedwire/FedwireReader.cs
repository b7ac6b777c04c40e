using System.Buffers;
using System.Numerics;
using Clearing.Messages.Identifiers;

namespace Clearing.Messages.Fedwire;

/// <summary>
/// Judges a Fedwire message of tags (FW-4): first that the tags are known, each once and the seven mandatory ones there
/// (structure), then the elements of each (format), then what they mean together (semantic). Used again for the
/// next message; not for several threads at once; allocates nothing for a message that is accepted.
/// </summary>
public sealed class FedwireReader
{
    /// <summary>The most octets of a message.</summary>
    public const int Most = 16 * 1024;

    private static readonly ulong Mandatory = FedwireTags.MaskOf("1500 1510 1520 2000 3100 3400 3600");

    private static readonly int Supplied = PlaceOf("1500");
    private static readonly int Input = PlaceOf("1520");
    private static readonly int SubtypeTag = PlaceOf("1510");
    private static readonly int AmountTag = PlaceOf("2000");
    private static readonly int SenderTag = PlaceOf("3100");
    private static readonly int ReceiverTag = PlaceOf("3400");
    private static readonly int Function = PlaceOf("3600");
    private static readonly int Addenda = PlaceOf("8200");

    private readonly Slot[] _values = new Slot[FedwireTags.All.Count];
    private readonly byte[] _buffer = new byte[Most];
    private ulong _present;

    /// <summary>Judges a message that may lie in several pieces; then the facts point into a copy of it.</summary>
    /// <returns>True when it is accepted.</returns>
    public bool Read(in ReadOnlySequence<byte> message, ref MessageFacts facts, MessageErrors errors)
    {
        ArgumentNullException.ThrowIfNull(errors);
        if (message.IsSingleSegment || message.Length > Most)
        {
            return Read(message.FirstSpan, message.Length, ref facts, errors);
        }

        message.CopyTo(_buffer);
        return Read(_buffer.AsSpan(0, (int)message.Length), ref facts, errors);
    }

    /// <summary>Judges a message.</summary>
    /// <param name="message">From its first tag to its last octet.</param>
    /// <param name="facts">What it says; cleared first. Slots point into <paramref name="message"/>.</param>
    /// <param name="errors">Why it must not be accepted, of the first level that found it; cleared first.</param>
    /// <returns>True when it is accepted.</returns>
    public bool Read(ReadOnlySpan<byte> message, ref MessageFacts facts, MessageErrors errors)
    {
        ArgumentNullException.ThrowIfNull(errors);
        return Read(message, message.Length, ref facts, errors);
    }

    private bool Read(ReadOnlySpan<byte> message, long length, ref MessageFacts facts, MessageErrors errors)
    {
        facts = new MessageFacts { Format = MessageFormat.Fedwire, Type = "" };
        errors.Clear();
        if (length > Most)
        {
            Add(errors, "FW-SIZE", "message", $"has {length} octets; at most {Most} are allowed");
            return false;
        }

        ReadTags(message, errors);
        facts.Type = FunctionOf(message) ?? "";
        if (errors.Any)
        {
            return false;
        }

        CheckElements(message, errors);
        if (errors.Any)
        {
            return false;
        }

        FedwireRules.Check(new FedwireTagSet(message, _values, _present), errors);
        if (errors.Any)
        {
            return false;
        }

        Tell(message, ref facts);
        return true;
    }

    private void CheckElements(ReadOnlySpan<byte> message, MessageErrors errors)
    {
        for (ulong left = _present; left != 0; left &= left - 1)
        {
            int place = BitOperations.TrailingZeroCount(left);
            ReadOnlySpan<byte> value = _values[place].Of(message);
            if (place == Addenda)
            {
                FedwireElements.CheckAddenda(value, errors);
            }
            else
            {
                FedwireElements.Check(place, value, errors);
            }
        }
    }

    private void ReadTags(ReadOnlySpan<byte> message, MessageErrors errors)
    {
        _present = 0;
        int at = 0;
        while (at < message.Length)
        {
            ReadOnlySpan<byte> here = message[at..];
            if (!IsTag(here))
            {
                Add(errors, "FW-TAG", $"octet {at + 1}", "a tag of four digits in braces is wanted");
                break;
            }

            int number = Ascii.Number(here.Slice(1, 4));
            int place = FedwireTags.PlaceOf(number);
            int end = place == Addenda ? EndOfAddenda(here) : EndOfValue(here);
            if (place < 0)
            {
                Add(errors, "FW-TAG", $"{{{number:D4}}}", "there is no such tag");
            }
            else if ((_present & (1UL << place)) != 0)
            {
                Add(errors, "FW-REPEAT", $"{{{number:D4}}}", "stands twice; each tag may stand once");
            }
            else
            {
                _present |= 1UL << place;
                _values[place] = new Slot(at + 6, ValueLength(here[6..end], place == Addenda));
            }

            at += end;
        }

        for (ulong missing = Mandatory & ~_present; missing != 0; missing &= missing - 1)
        {
            FedwireTagDefinition tag = FedwireTags.At(BitOperations.TrailingZeroCount(missing));
            Add(errors, "FW-MISSING", $"{{{tag.Tag}}}", $"is mandatory and missing: {tag.Name}");
        }
    }

    internal static bool IsTag(ReadOnlySpan<byte> text) =>
        text.Length >= 6 && text[0] == '{' && text[5] == '}' && Ascii.Number(text.Slice(1, 4)) >= 0;

    internal static int EndOfValue(ReadOnlySpan<byte> text)
    {
        int next = text[6..].IndexOf((byte)'{');
        return next < 0 ? text.Length : 6 + next;
    }

    // The text may hold anything, even what looks like a tag: its length tells where it ends.
    internal static int EndOfAddenda(ReadOnlySpan<byte> text)
    {
        int length = text.Length < 10 ? -1 : Ascii.Number(text.Slice(6, 4));
        if (length < 0 || length > text.Length - 10)
        {
            return EndOfValue(text);
        }

        int next = text[(10 + length)..].IndexOf((byte)'{');
        return next < 0 ? text.Length : 10 + length + next;
    }

    /// <summary>A value without the line end behind it, unless that belongs to a text with a length.</summary>
    internal static int ValueLength(ReadOnlySpan<byte> value, bool isAddenda)
    {
        int length = value.TrimEnd("\r\n"u8).Length;
        int told = isAddenda && value.Length >= 4 ? Ascii.Number(value[..4]) + 4 : 0;
        return told > length && told <= value.Length ? told : length;
    }

    private string? FunctionOf(ReadOnlySpan<byte> message)
    {
        ReadOnlySpan<byte> value = (_present & (1UL << Function)) == 0 ? default : _values[Function].Of(message);
        return FedwireFunction.Find(value.Length < 3 ? value : value[..3])?.Code;
    }

    private void Tell(ReadOnlySpan<byte> message, ref MessageFacts facts)
    {
        Slot input = _values[Input];
        facts.Reference = input;
        facts.Identity = input;
        facts.ValueDate = Ascii.Number(message.Slice(input.Offset, 8));
        facts.Sender = new Slot(_values[SenderTag].Offset, 9);
        facts.Receiver = new Slot(_values[ReceiverTag].Offset, 9);
        facts.Amount = new DecimalAmount(CentsOf(_values[AmountTag].Of(message)), 2);
        facts.HasAmount = true;
        facts.Subtype = new Slot(_values[SubtypeTag].Offset, 4);
        facts.IsPossibleDuplicate = _values[Supplied].Of(message)[11] == 'P';
    }

    private static long CentsOf(ReadOnlySpan<byte> digits) =>
        Ascii.Number(digits[..6]) * 1_000_000L + Ascii.Number(digits[6..]);

    private static void Add(MessageErrors errors, string code, string where, string what) =>
        errors.Add(code, MessageLayer.Structure, where, what);

    private static int PlaceOf(string tag) => BitOperations.TrailingZeroCount(FedwireTags.MaskOf(tag));
}
