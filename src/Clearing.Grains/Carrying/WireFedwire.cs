using System.Buffers;
using System.Globalization;
using Clearing.Messages;
using Clearing.Messages.Fedwire;
using Clearing.Messages.Instructions;
using Clearing.Messages.Switching;
using Clearing.Settlement.Model;

namespace Clearing.Grains.Carrying;

/// <summary>
/// Fedwire messages about payments. What the service sends is the payment with what it appends: disposition, receipt
/// and OMAD, or the error (FW-5).
/// </summary>
internal sealed class WireFedwire(
    NetworkPlan plan, PaymentTable payments, PaymentWording wording, Letters letters, IReadOnlyList<string> addresses)
    : IWireFormat
{
    // Ours: version of the format, and the application of the service.
    private const string Version = "30";
    private const string Application = "FT01";

    public ReadOnlyMemory<byte> End { get; } = "\r\n"u8.ToArray();

    public IReadOnlyList<byte[]> Write(WireMessage message, MessageErrors errors)
    {
        if (message.Number.IsNone)
        {
            return [];
        }

        Letter letter = letters.Of(message.Number);
        bool isMarked = letters.IsRepeated(message.Number)
            || (message.Message.Marks & MessageMarks.PossibleDuplicateMessage) != 0;
        if (Payment(letter.Payment, isMarked, errors) is not { } payment)
        {
            return [];
        }

        IEnumerable<FedwireTag> appended = letter.Message.Sender == plan.Centre ? Appended(letter, isMarked) : [];
        ArrayBufferWriter<byte> octets = new(1024);
        FedwireWriter.Write(payment with { Tags = [.. payment.Tags, .. appended] }, octets);
        return [octets.WrittenSpan.ToArray()];
    }

    private FedwireMessage? Payment(int payment, bool isMarked, MessageErrors errors)
    {
        Letter letter = letters.OfPayment(payment);
        return InstructionWriter.ToFedwire(
            wording.Between(payment, letter.Date) with
            {
                InstructingAgent = wording.NumberOf(payments.From[payment]),
                InstructedAgent = wording.NumberOf(payments.To[payment]),
                Imad = Accountability(letter, letter.Message.Sender),
                IsPossibleDuplicate = isMarked,
            },
            errors);
    }

    // Status 2 tells the sender of a booking, 3 of a refusal, N the receiver of a booking.
    private IEnumerable<FedwireTag> Appended(Letter letter, bool isMarked)
    {
        bool isRefused = letter.Message.Type == 299;
        string status = isRefused ? "3" : letter.Message.Type == 900 ? "2" : "N";
        DateTimeOffset at = PaymentWording.TimeOf(letter.Time);
        (string day, string time) = (
            at.ToString("MMdd", CultureInfo.InvariantCulture), at.ToString("HHmm", CultureInfo.InvariantCulture));
        yield return new FedwireTag("1100", [Version, "P", isMarked ? "P" : " ", status]);
        yield return new FedwireTag("1110", [day, time, Application]);
        if (isRefused)
        {
            yield return new FedwireTag("1130", ["E", $"0{letter.Message.Reason}", "REFUSED BY THE SYSTEM"]);
            yield break;
        }

        string output = Accountability(letter, letter.Message.Receiver);
        yield return new FedwireTag("1120", [output[..8], output[8..16], output[16..], day, time, Application]);
    }

    // Cycle date, and the source or destination: the first eight characters of its BIC.
    private string Accountability(Letter letter, int terminal) => string.Create(
        CultureInfo.InvariantCulture, $"{letter.Date:yyyyMMdd}{addresses[terminal][..8]}{letter.Number:D6}");
}
