using System.Globalization;
using Clearing.Messages.Switching;
using Clearing.Scenarios.Model;

namespace Clearing.Grains.Carrying;

/// <summary>Writes down every message of one arrangement's network, in the order in which they go.</summary>
/// <param name="plan">What the network is made of.</param>
/// <param name="addresses">Of its terminals.</param>
internal sealed class CarriedJournal(NetworkPlan plan, IReadOnlyList<string> addresses) : ICarriedJournal
{
    private readonly FinReferences _references = new(plan.Options(addresses));
    private readonly List<CarriedMessage> _rows = [];

    // By terminal, session and ISN, and by terminal and OSN: the row of what was sent or delivered last.
    private readonly Dictionary<(int Terminal, int Session, int Sequence), int> _sent = [];
    private readonly Dictionary<(int Terminal, int Sequence), int> _delivered = [];
    private readonly Dictionary<(int Terminal, int Session, int Sequence), int> _payments = [];

    public IReadOnlyList<CarriedMessage> Rows => _rows;

    public void Sent(long now, in SwitchInput input)
    {
        SwitchMessage message = input.Message;
        _sent[(input.Terminal, input.Session, input.Sequence)] = _rows.Count;
        _payments[(input.Terminal, input.Session, input.Sequence)] = (int)message.Payload;
        _rows.Add(new CarriedMessage
        {
            Arrangement = plan.Service.Arrangement,
            Time = now,
            IsOutput = false,
            From = addresses[input.Terminal],
            To = _references.Address(message.Receiver),
            Type = TypeOf(in message),
            Business = message.Type,
            RelatedReference = message.Related.IsNone ? "" : _references.Text(message.Related),
            Copy = message.CopyReference,
            Session = input.Session,
            Sequence = input.Sequence,
            IsPossibleEmission = (message.Marks & MessageMarks.PossibleDuplicateEmission) != 0,
            Reason = message.Reason.ToString(),
            Payment = (int)message.Payload,
        });
    }

    public void Answered(long now, in SwitchOutput output)
    {
        if (_sent.Remove((output.Terminal, output.Session, output.Sequence), out int row))
        {
            bool isReplay = (output.Message.Marks & MessageMarks.Replay) != 0;
            _rows[row].Answer = output.Kind == SwitchOutputKind.Nak ? output.Code.ToString()
                : isReplay ? "ack-replay" : "ack";
            _rows[row].AnsweredAt = now;
            _rows[row].InputReference = output.Kind == SwitchOutputKind.Nak ? "" : _references.Text(output.Mir);
        }
    }

    public void Delivered(long now, in SwitchOutput output)
    {
        SwitchMessage message = output.Message;
        Mir about = message.Sender >= 0 ? output.Mir : message.Related;
        _delivered[(output.Terminal, output.Sequence)] = _rows.Count;
        _rows.Add(new CarriedMessage
        {
            Arrangement = plan.Service.Arrangement,
            Time = now,
            IsOutput = true,
            From = _references.Address(message.Sender),
            To = addresses[output.Terminal],
            Type = TypeOf(in message),
            Business = message.Type,
            RelatedReference = message.Related.IsNone ? "" : _references.Text(message.Related),
            Copy = message.CopyReference,
            Session = output.Session,
            Sequence = output.Sequence,
            InputReference = _references.Text(output.Mir),
            OutputReference = _references.Text(output.Mor),
            IsPossibleEmission = (message.Marks & MessageMarks.PossibleDuplicateEmission) != 0,
            IsPossibleDelivery = (message.Marks & MessageMarks.PossibleDuplicateMessage) != 0,
            Reason = message.Reason.ToString(),
            Payment = _payments.GetValueOrDefault((about.Terminal, about.Session, about.Sequence), -1),
        });
    }

    public void Received(long now, in SwitchOutput output)
    {
        if (_delivered.Remove((output.Terminal, output.Sequence), out int row))
        {
            _rows[row].Answer = "uak";
            _rows[row].AnsweredAt = now;
        }
    }

    private string TypeOf(in SwitchMessage message)
    {
        string type = message.Type.ToString("000", CultureInfo.InvariantCulture);
        return plan.Service.Standard switch
        {
            MessageStandard.Iso20022 => message.Type switch
            {
                103 => "pacs.008.001.08",
                202 => "pacs.009.001.08",
                900 or 299 => "pacs.002.001.10",
                _ => type,
            },

            // A confirmation is the payment itself with what the service appends.
            MessageStandard.Fedwire => message.Type switch
            {
                103 or 202 or 900 or 299 => plan.IsCover((int)message.Payload) ? "CTP"
                    : plan.TypeOf((int)message.Payload) == 103 ? "CTR" : "BTR",
                _ => type,
            },
            _ => type,
        };
    }
}
