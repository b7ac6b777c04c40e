using System.Buffers;
using Clearing.Messages;
using Clearing.Scenarios.Model;

namespace Clearing.Grains.Carrying;

/// <summary>
/// Turns the messages of one arrangement into the octets that banks really exchange. A payment that the format cannot
/// carry is left out with all that is about it, and told.
/// </summary>
internal sealed class CarriedWriter
{
    private readonly Letters _letters;
    private readonly IWireFormat _format;
    private readonly MessageReader _reader = new();
    private readonly MessageErrors _errors = new();
    private readonly Dictionary<int, MessageError> _leftOut = [];

    public CarriedWriter(Scenario scenario, NetworkPlan plan, IReadOnlyList<string> addresses, AddressBook book)
    {
        PaymentWording wording = new(scenario, book);
        _letters = new Letters(plan, wording);
        _format = plan.Service.Standard switch
        {
            MessageStandard.Iso20022 => new WireIso(wording, _letters, addresses),
            MessageStandard.Fedwire => new WireFedwire(plan, scenario.Payments, wording, _letters, addresses),
            _ => new WireFin(plan, wording, _letters, plan.Options(addresses)),
        };
    }

    /// <summary>By payment, why it was left out.</summary>
    public IReadOnlyDictionary<int, MessageError> LeftOut => _leftOut;

    /// <summary>Writes a message.</summary>
    /// <param name="message">Of all that was sent and delivered the next.</param>
    /// <param name="payment">What it is about; -1 = no payment.</param>
    /// <param name="output">Where to.</param>
    /// <returns>How many messages were written, answers included.</returns>
    public int Write(WireMessage message, int payment, IBufferWriter<byte> output)
    {
        if (message.Sent is { } input)
        {
            _letters.Note(message.Time, input);
        }

        if (_leftOut.ContainsKey(payment))
        {
            return 0;
        }

        _errors.Clear();
        IReadOnlyList<byte[]> written = _format.Write(message, _errors);
        MessageFacts facts = default;
        if (_errors.Any || !written.All(octets => _reader.Read(octets, ref facts, _errors)))
        {
            _leftOut[payment] = _errors.All[0];
            return 0;
        }

        foreach (byte[] octets in written)
        {
            output.Write(octets);
            output.Write(_format.End.Span);
        }

        return written.Count;
    }
}
