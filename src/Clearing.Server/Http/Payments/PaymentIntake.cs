using System.Buffers;
using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Unicode;
using Clearing.Messages.Files;
using Clearing.Server.Http.Json;
using Clearing.Server.Intake;
using Clearing.Server.Ledgers;
using Clearing.Settlement.Commands;
using Clearing.Settlement.Ledgers;
using Clearing.Settlement.Model;
using Standing = Clearing.Messages.Sessions.Standing;

namespace Clearing.Server.Http.Payments;

/// <summary>Judges payments in JSON and makes instructions of them where they lie. For any number of threads.</summary>
internal sealed class PaymentIntake
{
    /// <summary>As what the ledger keeps that an instruction came.</summary>
    public const FrameKind Form = (FrameKind)'J';

    private const int Uetr = 0;
    private const int Payer = 1;
    private const int Payee = 2;
    private const int Amount = 3;
    private const int Currency = 4;
    private const int Urgency = 5;
    private const int Kind = 6;
    private const int MostName = 128;

    private static readonly JsonField List = new("payments");

    private static readonly JsonShape Shape = new(
        new JsonField("uetr", IsRequired: false), new JsonField("payer", IsRequired: false), new JsonField("payee"),
        new JsonField("amount"), new JsonField("currency"), new JsonField("priority", IsRequired: false),
        new JsonField("kind", IsRequired: false));

    private readonly ServedLedger _ledger;
    private readonly FrozenDictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _indexes;

    public PaymentIntake(ServedLedger ledger)
    {
        _ledger = ledger;
        _indexes = ledger.Participants.Select((participant, i) => (participant.Id, Index: i))
            .ToFrozenDictionary(p => p.Id, p => p.Index, StringComparer.Ordinal)
            .GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>Index of the participant with a name; -1 = nobody has it.</summary>
    public int IndexOf(ReadOnlySpan<byte> name)
    {
        Span<char> text = stackalloc char[MostName];
        return Utf8.ToUtf16(name, text, out _, out int length) == OperationStatus.Done
            && _indexes.TryGetValue(text[..length], out int index) ? index : -1;
    }

    /// <summary>Takes a body that is one payment; returns what is wrong with it.</summary>
    public Problem? Take(ReadOnlySpan<byte> body, IdempotencyKey key, int participant, Submission to)
    {
        StrictJson json = new(body);
        return json.ReadAll(Shape) ?? Check(json, key, participant, -1, out InstructionId id)
            ?? Add(json, id, participant, body, "", to);
    }

    /// <summary>Takes a body that is a list of payments.</summary>
    /// <param name="body">Its octets.</param>
    /// <param name="key">From which those without a UETR have their ids.</param>
    /// <param name="participant">Who sends them.</param>
    /// <param name="to">Where they are added, whatever they are worth.</param>
    /// <param name="problems">Of those that are refused, by their place.</param>
    /// <returns>What is wrong with the whole; then nothing of it counts.</returns>
    public Problem? TakeBulk(
        ReadOnlySpan<byte> body, IdempotencyKey key, int participant, Submission to, List<Problem?> problems)
    {
        StrictJson json = new(body);
        try
        {
            if (json.BeginList(List) is { } wrong)
            {
                return wrong;
            }

            while (json.Next())
            {
                if (problems.Count == Submission.Most)
                {
                    return Refusals.Of(Standing.BadBatch);
                }

                int entry = problems.Count;
                Problem? problem = json.ReadEntry(Shape, List.Name, entry)
                    ?? Check(json, key, participant, entry, out InstructionId id)
                    ?? Add(json, id, participant, json.Object, $"/{List.Name}/{entry}", to);
                if (problem is not null)
                {
                    to.Refuse(Form, Standing.BadField);
                }

                problems.Add(problem);
            }

            return json.EndList() ?? (problems.Count == 0 ? Refusals.Of(Standing.BadBatch) : null);
        }
        catch (JsonException broken)
        {
            return StrictJson.Broken(broken);
        }
        catch (InvalidOperationException)
        {
            return StrictJson.BadText;
        }
    }

    // By what it is known.
    private static Problem? Check(
        in StrictJson json, IdempotencyKey key, int participant, int entry, out InstructionId id)
    {
        id = default;
        if (!json.Has(Uetr))
        {
            if (!key.IsGiven)
            {
                return IdempotencyKey.Wanted;
            }

            id = key.IdOf(participant, entry);
            return null;
        }

        if (!Messages.Identifiers.Uetr.TryRead(json[Uetr], out UInt128 uetr))
        {
            return At(Standing.BadId, entry < 0 ? "" : $"/{List.Name}/{entry}", Uetr);
        }

        id = new InstructionId(uetr);
        return entry < 0 && key.IsGiven && !key.Is(json[Uetr]) ? IdempotencyKey.NotUetr : null;
    }

    private Problem? Add(
        in StrictJson json, InstructionId id, int participant, ReadOnlySpan<byte> octets, string pointer, Submission to)
    {
        if (json.Has(Payer) && IndexOf(json[Payer]) != participant)
        {
            return At(Standing.NotYours, pointer, Payer);
        }

        int payee = IndexOf(json[Payee]);
        if (payee < 0)
        {
            return At(Standing.UnknownParty, pointer, Payee);
        }

        int currency = _ledger.Units.Find(json[Currency]);
        if (currency < 0)
        {
            return At(Standing.UnknownSystem, pointer, Currency);
        }

        if (!DecimalText.TryRead(json[Amount], _ledger.Units.DigitsOf(currency), out long amount) || amount == 0)
        {
            return At(Standing.BadAmount, pointer, Amount);
        }

        Priority? priority = json.Has(Urgency) ? Words.PriorityOf(json[Urgency]) : Priority.Normal;
        if (priority is null)
        {
            return At(Standing.BadPriority, pointer, Urgency);
        }

        bool isBanks = json[Kind].SequenceEqual("bank"u8);
        if (json.Has(Kind) && !isBanks && !json[Kind].SequenceEqual("customer"u8))
        {
            return At(Standing.BadKind, pointer, Kind);
        }

        ref LedgerCommand command = ref to.Accept(Form, out _);
        command = new LedgerCommand
        {
            Id = id,
            Command = SettlementCommand.Submit(
                0, -1, _ledger.Participants[participant].Account, _ledger.Participants[payee].Account, amount,
                priority.Value, isBanks ? _ledger.BankKind : _ledger.CustomerKind),
            Format = (byte)Form,
            Currency = (byte)currency,
        };
        SHA256.HashData(octets, to.Digest());
        if (_ledger.KeepsMessages)
        {
            to.Keep(octets);
        }

        return null;
    }

    private static Problem At(Standing standing, string pointer, int field) =>
        Refusals.Of(standing)! with { Where = $"{pointer}/{Shape.Fields[field].Name}" };
}
