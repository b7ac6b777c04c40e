using System.Globalization;
using System.Text;
using Clearing.Client.Load.Profiles;
using Clearing.Messages;
using Clearing.Messages.Files;
using Clearing.Messages.Sessions;
using Directory = Clearing.Messages.Sessions.Directory;

namespace Clearing.Client.Load.Sending;

/// <summary>Writes the payments of one session as one traffic wants them: messages or bulk instructions.</summary>
internal sealed class PaymentWriter
{
    private const int NobodysIndex = int.MaxValue;

    private readonly LoadTraffic _traffic;
    private readonly PaymentIds _ids;
    private readonly int _payer;
    private readonly ulong _firstNumber;
    private readonly byte[][] _payees = [];
    private readonly Dictionary<int, MessageTemplate> _templates = [];
    private readonly byte[] _amount = new byte[18];
    private readonly int _amountDigits;

    /// <param name="traffic">What is sent.</param>
    /// <param name="plan">Which payments.</param>
    /// <param name="ids">How they are named.</param>
    /// <param name="payer">Index of the session's bank.</param>
    /// <param name="firstNumber">Number of its payment 0, as a bulk instruction.</param>
    /// <param name="directory">Names of the ledger.</param>
    /// <param name="date">The ledger's day.</param>
    /// <exception cref="LoadException">The banks or the frame do not suit the messages.</exception>
    public PaymentWriter(
        LoadTraffic traffic, PaymentPlan plan, PaymentIds ids, int payer, ulong firstNumber, Directory directory,
        DateOnly date)
    {
        _traffic = traffic;
        Plan = plan;
        _ids = ids;
        _payer = payer;
        _firstNumber = firstNumber;
        _amountDigits = traffic.MostMinor.ToString(CultureInfo.InvariantCulture).Length;
        if (traffic.Message is LoadMessage.Bulk or LoadMessage.Json)
        {
            return;
        }

        string[] names = [.. directory.Participants.Select(NameOf)];
        _payees = [.. names.Select(Encoding.ASCII.GetBytes)];
        DirectoryCurrency currency = directory.Currencies[0];
        TemplateFrame frame = new(traffic.Message, names[payer], currency.Code, currency.MinorDigits, date);
        foreach (int length in names.Select(n => n.Length).Distinct())
        {
            _templates.Add(length, MessageTemplate.Make(frame, length, _amountDigits));
        }

        CheckFrame();
    }

    public PaymentPlan Plan { get; }

    /// <summary>Writes them as requests over HTTP; null = they go over the session.</summary>
    public HttpRequests? Requests { get; init; }

    public int Frame => _traffic.Frame;

    /// <summary>True when orders to cancel follow the frames.</summary>
    public bool Cancels => _traffic.Mix.Cancel > 0;

    private MessageFormat Format => _traffic.Message switch
    {
        LoadMessage.Pacs009 => MessageFormat.Iso20022,
        LoadMessage.Fedwire => MessageFormat.Fedwire,
        _ => MessageFormat.Mt,
    };

    /// <summary>Writes a frame of payments.</summary>
    /// <param name="to">Where to.</param>
    /// <param name="instruction">Number of the first in the session.</param>
    /// <param name="first">The first payment; those before were sent in frames before.</param>
    public void Write(FrameBuilder to, ulong instruction, long first)
    {
        if (_traffic.Message == LoadMessage.Bulk)
        {
            to.Begin(FrameKind.Bulk, FrameMarks.None, instruction);
            for (long n = first; n < first + Frame; n++)
            {
                WriteBulk(to, Plan.At(n, first));
            }
        }
        else
        {
            bool isBatch = Frame > 1;
            to.Begin(Frames.KindOf(Format), isBatch ? FrameMarks.Batch : FrameMarks.None, instruction);
            for (long n = first; n < first + Frame; n++)
            {
                if (isBatch)
                {
                    to.BeginMessage();
                }

                WriteMessage(to, Plan.At(n, first));
                if (isBatch)
                {
                    to.EndMessage();
                }
            }
        }

        to.End();
    }

    /// <summary>By which id the ledger knows payment n.</summary>
    public UInt128 IdOf(long n) => _traffic.Message switch
    {
        LoadMessage.Bulk => InstructionIds.Numbered(_payer, _firstNumber + (ulong)n),
        LoadMessage.Json => Requests!.IdOf(n),
        LoadMessage.Fedwire => InstructionIds.Derived(
            (byte)FrameKind.Fedwire, [.. _templates.Values.First().CycleDate, .. _ids.SourceOf(n)]),
        _ => _ids.UetrOf(n),
    };

    /// <summary>The order to cancel payment n.</summary>
    public Order OrderToCancel(long n, uint request) => new()
    {
        Request = request,
        Kind = OrderKind.Cancel,
        Id = _ids.OrderIdOf(n),
        Payment = IdOf(n),
    };

    private string NameOf(DirectoryParticipant participant)
    {
        string name = _traffic.Message == LoadMessage.Fedwire ? participant.RoutingNumber : participant.Bic;
        return name.Length == 0
            ? throw new LoadException(
                $"{participant.Id} has no {(_traffic.Message == LoadMessage.Fedwire ? "routing number" : "BIC")}.")
            : name.Length == 11 && name.EndsWith("XXX", StringComparison.Ordinal) ? name[..8] : name;
    }

    private void CheckFrame()
    {
        int octets = _templates.Values.Max(t => t.Length) + sizeof(int);
        int most = Math.Min(SessionProtocol.MostInFrame, Frames.MostOfBatch / octets);
        if (Frame > most)
        {
            throw new LoadException(
                $"A frame holds at most {most} messages of {octets - sizeof(int)} octets; "
                + $"`frame: {Frame}` is too many.");
        }
    }

    private void WriteBulk(FrameBuilder to, PlannedPayment payment)
    {
        int payee = payment.Kind == SlotKind.Bad ? NobodysIndex : payment.Payee;
        new BulkInstruction(_firstNumber + (ulong)payment.Of, payment.AmountMinor, _payer, payee, 2, 0, 0, 0)
            .Write(to.GetSpan(BulkInstruction.Length));
        to.Advance(BulkInstruction.Length);
    }

    private void WriteMessage(FrameBuilder to, PlannedPayment payment)
    {
        ReadOnlySpan<byte> payee = _payees[payment.Payee];
        MessageTemplate template = _templates[payee.Length];
        Span<byte> message = to.GetSpan(template.Length);
        long rest = payment.AmountMinor;
        for (int i = _amountDigits - 1; i >= 0; i--, rest /= 10)
        {
            _amount[i] = (byte)('0' + (rest % 10));
        }

        template.Write(
            message, payee, _ids.ReferenceOf(payment.Of), _ids.UetrTextOf(payment.Of), _ids.SourceOf(payment.Of),
            _amount);
        if (payment.Kind == SlotKind.Bad)
        {
            template.Break(message);
        }

        to.Advance(template.Length);
    }
}
