using System.Buffers;
using System.Globalization;
using System.Text;
using Clearing.Client.Load.Profiles;
using Clearing.Messages;
using Clearing.Messages.Fedwire;
using Clearing.Messages.Fin;
using Clearing.Messages.Instructions;
using Clearing.Messages.Iso20022;

namespace Clearing.Client.Load.Sending;

/// <summary>What differs between the messages of a session, as texts of fixed lengths.</summary>
/// <param name="Payee">BIC or routing number.</param>
/// <param name="Reference">16 characters.</param>
/// <param name="Uetr">36 characters.</param>
/// <param name="Source">Input source and sequence of an IMAD, 14 characters.</param>
/// <param name="Amount">Digits of the amount in minor units.</param>
internal sealed record Wording(string Payee, string Reference, string Uetr, string Source, string Amount);

/// <summary>What is the same in all messages of a session.</summary>
/// <param name="Message">Not bulk.</param>
/// <param name="Payer">BIC, or routing number of Fedwire.</param>
/// <param name="Currency">ISO 4217 code.</param>
/// <param name="MinorDigits">Its decimals.</param>
/// <param name="Date">Value date.</param>
internal sealed record TemplateFrame(
    LoadMessage Message, string Payer, string Currency, int MinorDigits, DateOnly Date);

/// <summary>
/// A message written once by the writers of <c>Clearing.Messages</c>, of which a copy becomes another message by
/// overwriting the octets that differ: payee, reference, UETR, IMAD and amount, wherever they stand. Where that is, is
/// found by writing the message twice and comparing; that a copy is what the writer would have written is checked when
/// the template is made. All else, names of customers, codes, times, is the same in all of them.
/// </summary>
internal sealed class MessageTemplate
{
    private readonly byte[] _octets;
    private readonly Hole _payee;
    private readonly Hole _reference;
    private readonly Hole _uetr;
    private readonly Hole _source;
    private readonly Hole _amount;

    private MessageTemplate(TemplateFrame frame, int payeeLength, int amountDigits)
    {
        Wording a = Sample('A', '1', payeeLength, amountDigits);
        Wording b = Sample('B', '2', payeeLength, amountDigits);
        CycleDate = Encoding.ASCII.GetBytes(DateText(frame));
        _octets = Write(frame, a);
        _payee = Find(frame, a, a with { Payee = b.Payee }, a.Payee, b.Payee);
        _reference = Find(frame, a, a with { Reference = b.Reference }, a.Reference, b.Reference);
        _uetr = Find(frame, a, a with { Uetr = b.Uetr }, a.Uetr, b.Uetr);
        _source = Find(frame, a, a with { Source = b.Source }, a.Source, b.Source);
        _amount = Find(frame, a, a with { Amount = b.Amount }, a.Amount, b.Amount);
        Check(frame, b);
    }

    /// <summary>The value date as an IMAD begins with it.</summary>
    public byte[] CycleDate { get; }

    /// <summary>Octets of every message.</summary>
    public int Length => _octets.Length;

    /// <summary>Makes the template of the messages to payees whose BIC has so many characters.</summary>
    public static MessageTemplate Make(TemplateFrame frame, int payeeLength, int amountDigits) =>
        new(frame, payeeLength, amountDigits);

    /// <summary>Writes a message into the first octets of <paramref name="to"/>; allocates nothing.</summary>
    public void Write(
        Span<byte> to, ReadOnlySpan<byte> payee, ReadOnlySpan<byte> reference, ReadOnlySpan<byte> uetr,
        ReadOnlySpan<byte> source, ReadOnlySpan<byte> amount)
    {
        _octets.CopyTo(to);
        _payee.Fill(to, payee);
        _reference.Fill(to, reference);
        _uetr.Fill(to, uetr);
        _source.Fill(to, source);
        _amount.Fill(to, amount);
    }

    /// <summary>Makes a message of this template one that no reader accepts: a letter in its amount.</summary>
    public void Break(Span<byte> message) => message[_amount.Positions[0]] = (byte)'Q';

    // Both samples differ in every place that may differ, and each is good by itself.
    private static Wording Sample(char letter, char digit, int payeeLength, int amountDigits) => new(
        new string(payeeLength == 9 ? digit : letter, payeeLength),
        new string(letter, 16),
        Guid.Parse(new string(digit, 32)).ToString("D") is var text
            ? $"{text[..14]}4{text[15..19]}{(digit == '1' ? '8' : '9')}{text[20..]}" : "",
        new string(letter, 8) + new string(digit, 6),
        new string(digit, amountDigits));

    private static byte[] Write(TemplateFrame frame, Wording wording)
    {
        DecimalAmount amount = new(
            long.Parse(wording.Amount, CultureInfo.InvariantCulture), frame.MinorDigits);
        InstructionKind kind =
            frame.Message == LoadMessage.Mt103 ? InstructionKind.CustomerTransfer : InstructionKind.BankTransfer;
        PaymentInstruction payment = SimpleInstruction.Create(
            kind, AgentOf(frame, frame.Payer), AgentOf(frame, wording.Payee), wording.Reference, wording.Uetr,
            frame.Currency, amount, frame.Date);
        payment = frame.Message == LoadMessage.Fedwire
            ? payment with { Imad = DateText(frame) + wording.Source }
            : payment;
        ArrayBufferWriter<byte> octets = new(4096);
        MessageErrors errors = new();
        switch (frame.Message)
        {
            case LoadMessage.Mt103 when InstructionWriter.ToFin(payment, errors) is { } message:
                FinWriter.Write(message, octets);
                break;
            case LoadMessage.Pacs009 when InstructionWriter.ToIso(payment, errors) is { } message:
                IsoWriter.Write(message, octets);
                break;
            case LoadMessage.Fedwire when InstructionWriter.ToFedwire(payment, errors) is { } message:
                FedwireWriter.Write(message, octets);
                break;
            default:
                string why = errors.Any ? $": {errors.All[0].Where} {errors.All[0].What}" : "";
                throw new InvalidOperationException($"{frame.Payer} cannot send {frame.Message}{why}");
        }

        return octets.WrittenSpan.ToArray();
    }

    private static string DateText(TemplateFrame frame) =>
        frame.Date.ToString("yyyyMMdd", CultureInfo.InvariantCulture);

    private static Agent AgentOf(TemplateFrame frame, string name) => frame.Message == LoadMessage.Fedwire
        ? new Agent { MemberScheme = "USABA", MemberId = name }
        : new Agent { Bic = name };

    private static Hole Find(TemplateFrame frame, Wording a, Wording b, string textOfA, string textOfB)
    {
        byte[] one = Write(frame, a);
        byte[] other = Write(frame, b);
        int[] places = [.. Enumerable.Range(0, textOfA.Length).Where(i => textOfA[i] != textOfB[i])];
        int[] positions = [.. Enumerable.Range(0, one.Length).Where(i => one[i] != other[i])];
        return one.Length == other.Length && positions.Length % places.Length == 0
            ? new Hole(positions, [.. positions.Select((_, i) => places[i % places.Length])])
            : throw new InvalidOperationException($"{frame.Message}: its length depends on '{textOfA}'.");
    }

    private void Check(TemplateFrame frame, Wording wording)
    {
        byte[] copy = new byte[Length];
        Write(
            copy, Encoding.ASCII.GetBytes(wording.Payee), Encoding.ASCII.GetBytes(wording.Reference),
            Encoding.ASCII.GetBytes(wording.Uetr), Encoding.ASCII.GetBytes(wording.Source),
            Encoding.ASCII.GetBytes(wording.Amount));
        if (!copy.AsSpan().SequenceEqual(Write(frame, wording)))
        {
            throw new InvalidOperationException($"{frame.Message}: a copy is not what its writer writes.");
        }
    }

    /// <summary>The octets of a message that say one thing.</summary>
    /// <param name="Positions">In the message.</param>
    /// <param name="Places">In the text that is said.</param>
    private sealed record Hole(int[] Positions, int[] Places)
    {
        public void Fill(Span<byte> message, ReadOnlySpan<byte> text)
        {
            for (int i = 0; i < Positions.Length; i++)
            {
                message[Positions[i]] = text[Places[i]];
            }
        }
    }
}
