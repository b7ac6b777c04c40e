using System.Buffers;
using System.Security.Cryptography;
using Clearing.Messages;
using Clearing.Messages.Fedwire;
using Clearing.Messages.Files;
using Clearing.Messages.Fin;
using Clearing.Messages.Iso20022;
using Clearing.Messages.Sessions;
using Clearing.Server.Ledgers;
using Clearing.Settlement.Commands;
using Clearing.Settlement.Ledgers;
using Clearing.Settlement.Model;
using Standing = Clearing.Messages.Sessions.Standing;

namespace Clearing.Server.Intake;

/// <summary>
/// Judges messages and makes instructions of them, in the buffer in which they were received; allocates nothing for a
/// message that is accepted. For one session, so for one thread at a time.
/// </summary>
/// <param name="ledger">Who is who in it.</param>
/// <param name="participant">The session's: whose payments they must be.</param>
/// <param name="wantsNames">True when answers name messages by their own references.</param>
/// <param name="references">Keeps by what senders call their payments, for notices.</param>
internal sealed class MessageIntake(
    ServedLedger ledger, int participant, bool wantsNames, ReferenceMemory references) : IDisposable
{
    // One that is used again costs a fifth less than one for each message.
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly FinReader _fin = new();
    private readonly IsoReader _iso = new();
    private readonly FedwireReader _fedwire = new();
    private readonly MessageErrors _errors = new();
    private readonly int _account = ledger.Participants[participant].Account;
    private MessageFacts _facts;
    private byte[] _joined = [];

    /// <summary>Takes one message.</summary>
    /// <param name="kind">Format of its frame.</param>
    /// <param name="message">As received.</param>
    /// <param name="date">Value date that is taken, yyyymmdd.</param>
    /// <param name="to">Where it is added, whatever it is worth.</param>
    public void Take(FrameKind kind, in ReadOnlySequence<byte> message, int date, Submission to)
    {
        ReadOnlySpan<byte> octets = message.IsSingleSegment ? message.FirstSpan : Joined(message);
        bool isGood = kind switch
        {
            FrameKind.Fin => _fin.Read(octets, ref _facts, _errors),
            FrameKind.Xml => _iso.Read(octets, ref _facts, _errors),
            _ => _fedwire.Read(octets, ref _facts, _errors),
        };
        if (!isGood)
        {
            RefuseMalformed(kind, octets, to);
            return;
        }

        Standing refusal = Resolve(octets, out Payment payment);
        if (refusal != Standing.Unknown)
        {
            to.Refuse(kind, refusal);
            Name(to.Count - 1, octets, to);
            return;
        }

        if (_facts.ValueDate != date)
        {
            to.Refuse(kind, Standing.ValueDate);
            Name(to.Count - 1, octets, to);
            if (_facts.ValueDate < date)
            {
                to.AddLate(CommandOf(kind, octets, payment));
            }

            return;
        }

        ref LedgerCommand command = ref to.Accept(kind, out int item);
        command = CommandOf(kind, octets, payment);
        references.Remember(command.Id, _facts.Reference.Of(octets));
        _hash.AppendData(octets);
        _hash.GetHashAndReset(to.Digest());
        if (ledger.KeepsMessages)
        {
            to.Keep(octets);
        }

        Name(item, octets, to);
    }

    public void Dispose() => _hash.Dispose();

    private readonly record struct Payment(
        int Payee, long AmountMinor, byte Currency, Priority Priority, byte Kind);

    private LedgerCommand CommandOf(FrameKind kind, ReadOnlySpan<byte> octets, in Payment payment) => new()
    {
        Id = MessageIdentity.Of(octets, _facts),
        Command = SettlementCommand.Submit(
            0, -1, _account, payment.Payee, payment.AmountMinor, payment.Priority, payment.Kind),
        Format = (byte)kind,
        Currency = payment.Currency,
    };

    /// <summary>Makes indexes and minor units of what the facts say.</summary>
    private Standing Resolve(ReadOnlySpan<byte> octets, out Payment payment)
    {
        payment = default;
        if (!PaymentTypes.IsPayment(octets, _facts, out bool isCustomers))
        {
            return Standing.Unsupported;
        }

        if (Find(_facts.Sender.Of(octets)) != participant)
        {
            return Standing.NotYours;
        }

        int payee = Find(_facts.Receiver.Of(octets));
        if (payee < 0)
        {
            return Standing.UnknownParty;
        }

        int currency = ledger.Units.Find(_facts.CurrencyOf(octets));
        if (currency < 0)
        {
            return Standing.UnknownSystem;
        }

        if (!_facts.Amount.TryToMinor(ledger.Units.DigitsOf(currency), out long amount) || amount <= 0)
        {
            return Standing.BadAmount;
        }

        payment = new Payment(
            ledger.Participants[payee].Account, amount, (byte)currency, PriorityOf(_facts.Priority.Of(octets)),
            isCustomers ? ledger.CustomerKind : ledger.BankKind);
        return Standing.Unknown;
    }

    private int Find(ReadOnlySpan<byte> name) =>
        _facts.Format == MessageFormat.Mt ? ledger.Parties.FindTerminal(name) : ledger.Parties.Find(name);

    private static Priority PriorityOf(ReadOnlySpan<byte> word) => word switch
    {
        [(byte)'U', ..] => Priority.Urgent,
        [(byte)'H', ..] => Priority.High,
        _ => Priority.Normal,
    };

    private void RefuseMalformed(FrameKind kind, ReadOnlySpan<byte> octets, Submission to)
    {
        MessageError error = _errors.All[0];
        ref Submission.Item item = ref to.Refuse(kind, Standing.Malformed);
        item.Code = error.Code;
        to.Remarks.Add(new Remark(
            to.First + (ulong)(to.Count - 1), error.Code, error.Where, error.What));
        Name(to.Count - 1, octets, to);
    }

    private void Name(int item, ReadOnlySpan<byte> octets, Submission to)
    {
        if (wantsNames)
        {
            ReadOnlySpan<byte> identity =
                (_facts.Format == MessageFormat.Iso20022 ? _facts.Reference : _facts.Identity).Of(octets);
            ReadOnlySpan<byte> second =
                (_facts.Format == MessageFormat.Iso20022 ? _facts.Uetr : _facts.UserReference).Of(octets);
            to.Name(item, identity, second, _facts.Type);
        }
    }

    private ReadOnlySpan<byte> Joined(in ReadOnlySequence<byte> message)
    {
        int length = (int)message.Length;
        if (_joined.Length < length)
        {
            _joined = new byte[Math.Max(length, 16 * 1024)];
        }

        message.CopyTo(_joined);
        return _joined.AsSpan(0, length);
    }
}
