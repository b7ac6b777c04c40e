using System.Globalization;
using System.Text;
using Clearing.Messages.Fedwire;
using Clearing.Messages.Fin;
using Clearing.Messages.Identifiers;

namespace Clearing.Messages.Instructions;

/// <summary>Fedwire tags of a CTR, CTP or BTR into the instruction (FW-4, FW-5).</summary>
internal static class FedwireInstructionReader
{
    public static PaymentInstruction? Read(FedwireMessage message, Losses losses, MessageErrors errors)
    {
        HashSet<string> taken = [];
        FedwireTag? Take(string tag) => message.Find(tag) is { } found && taken.Add(tag) ? found : null;
        PaymentInstruction? instruction = ReadCore(message, Take, losses, errors);
        if (instruction is null)
        {
            return null;
        }

        instruction = instruction.Kind == InstructionKind.CustomerTransfer || IsCustomer(message)
            ? instruction with
            {
                Debtor = FedwireParties.ReadParty(Take("5000")),
                DebtorAgent = FedwireParties.ReadAgent(Take("5100")),
                Creditor = FedwireParties.ReadParty(Take("4200")),
            }
            : instruction with
            {
                DebtorAgent = FedwireParties.ReadAgent(Take("5000")),
                DebtorInstitutionAgent = FedwireParties.ReadAgent(Take("5100")),
                CreditorInstitution = FedwireParties.ReadAgent(Take("4200")),
            };
        instruction = instruction with
        {
            Intermediaries = FedwireParties.ReadAgent(Take("4000")) is { } agent ? [agent] : [],
            CreditorAgent = FedwireParties.ReadAgent(Take("4100")),
            PreviousAgents = FedwireParties.ReadAgent(Take("5200")) is { } instructing ? [instructing] : [],
            Remittance = Lines(Take("6000"), 0),
            AgentInstructions = FedwireNotes.Read(Take),
            Underlying = ReadUnderlying(message, Take, losses),
        };
        foreach (FedwireTag tag in message.Tags.Where(tag => !taken.Contains(tag.Tag)))
        {
            losses.Dropped(
                $"{{{tag.Tag}}}", string.Join('*', tag.Elements), "the instruction has no place for this tag");
        }

        return instruction;
    }

    private static bool IsCustomer(FedwireMessage message) =>
        First(message.Find("3600")) is "CTR" or "CTP" && First(message.Find("3610")) != "COVS";

    private static PaymentInstruction? ReadCore(
        FedwireMessage message, Func<string, FedwireTag?> take, Losses losses, MessageErrors errors)
    {
        string function = First(message.Find("3600")) ?? "";
        if (function is not "CTR" and not "CTP" and not "BTR")
        {
            errors.Add(
                ConversionCodes.Type, MessageLayer.Semantic, "{3600}",
                $"{function} is no payment; CTR, CTP and BTR are.");
            return null;
        }

        string imad = string.Concat(take("1520")?.Elements ?? []);
        if (imad.Length < 22
            || !DateOnly.TryParseExact(
                imad[..8], "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly date)
            || !long.TryParse(
                First(take("2000")) ?? "", NumberStyles.None, CultureInfo.InvariantCulture,
                out long cents))
        {
            errors.Add(
                ConversionCodes.Missing, MessageLayer.Semantic, "{1520}, {2000}",
                "A payment needs an IMAD and an amount.");
            return null;
        }

        bool isReturn = ReadSubtype(take("1510"), losses);
        take("3600");
        bool isCover = First(take("3610")) == "COVS";
        InstructionKind kind = isCover ? InstructionKind.CoverTransfer
            : function == "BTR" ? InstructionKind.BankTransfer : InstructionKind.CustomerTransfer;
        string? reference = First(take("3320"));
        string? previous = First(take("3500"));
        IReadOnlyList<string> sender = take("1500")?.Elements ?? [];
        if (sender.Count > 1 && sender[1].Trim().Length > 0)
        {
            losses.Dropped("{1500}", sender[1].Trim(), "belongs to the transport, not to the payment");
        }

        PaymentInstruction instruction = new()
        {
            Kind = isReturn ? InstructionKind.Return : kind,
            Reference = string.IsNullOrEmpty(reference) ? imad[8..] : reference,
            Imad = imad,
            EndToEndId = First(take("4320")),
            OriginalReference = isReturn ? previous : null,
            RelatedReference = isReturn ? null : previous,
            IsPossibleDuplicate = sender.Count > 3 && sender[3] == "P",
            Currency = "USD",
            Amount = new DecimalAmount(cents, 2),
            ValueDate = date,
            InstructingAgent = Bank(take("3100")),
            InstructedAgent = Bank(take("3400")),
            SettlementMethod = "CLRG",
            ClearingSystem = "FDW",
        };
        return ReadMoney(instruction, take, losses);
    }

    // Subtypes 02 and 08 send money back.
    private static bool ReadSubtype(FedwireTag? tag, Losses losses)
    {
        string subtype = string.Concat(tag?.Elements ?? []);
        if (subtype is not "1000" and not "1002")
        {
            losses.Dropped("{1510}", subtype, "the instruction has no place for this type");
        }

        return subtype.EndsWith("02", StringComparison.Ordinal) || subtype.EndsWith("08", StringComparison.Ordinal);
    }

    private static PaymentInstruction ReadMoney(
        PaymentInstruction instruction, Func<string, FedwireTag?> take, Losses losses)
    {
        IReadOnlyList<string> charges = take("3700")?.Elements ?? [];
        IReadOnlyList<string> asked = take("3710")?.Elements ?? [];
        List<Charge> taken = [];
        foreach (string charge in charges.Skip(1).Where(charge => charge.Length > 0))
        {
            if (Amount(charge[..Math.Min(3, charge.Length)], charge[Math.Min(3, charge.Length)..]) is { } amount)
            {
                taken.Add(amount);
            }
            else
            {
                losses.Dropped("{3700}", charge, "this is no currency with an amount");
            }
        }

        Charge? instructed = asked.Count > 1 ? Amount(asked[0], asked[1]) : null;
        if (asked.Count > 0 && instructed is null)
        {
            losses.Dropped("{3710}", string.Join('*', asked), "this is no currency with an amount");
        }

        return instruction with
        {
            ChargeBearer = charges switch { ["B", ..] => "CRED", ["S", ..] => "SHAR", _ => null },
            SenderCharges = taken,
            Instructed = instructed,
            ExchangeRate = First(take("3720"))?.Replace(',', '.').TrimEnd('.'),
        };
    }

    private static string? First(FedwireTag? tag) => tag?.Elements is [string first, ..] ? first.Trim() : null;

    // The format of tags lets an amount of charges stand without its currency.
    private static bool IsKnown(string currency) =>
        currency.Length == 3 && currency.All(char.IsAscii)
        && Currencies.MinorDigits(Encoding.ASCII.GetBytes(currency)) >= 0;

    private static Charge? Amount(string currency, string amount) =>
        IsKnown(currency) && FinText.Amount(amount.Trim()) is { } value ? new Charge(currency, value) : null;

    private static Agent Bank(FedwireTag? tag) => tag is null ? new Agent() : new Agent
    {
        MemberScheme = "USABA",
        MemberId = First(tag),
        Name = tag.Elements.Count > 1 && tag.Elements[1].Trim().Length > 0 ? tag.Elements[1].Trim() : null,
    };

    private static List<string> Lines(FedwireTag? tag, int from) =>
        tag is null ? [] : [.. tag.Elements.Skip(from).Where(line => line.Trim().Length > 0)];

    // A cover carries fields of the customer's MT 103: their tag, then their lines.
    private static UnderlyingTransfer? ReadUnderlying(
        FedwireMessage message, Func<string, FedwireTag?> take, Losses losses)
    {
        List<FinField> copied = [];
        foreach (FedwireTag tag in message.Tags.Where(tag => tag.Tag.StartsWith("70", StringComparison.Ordinal)))
        {
            take(tag.Tag);
            string number = tag.Tag[2..];
            bool isField = tag.Elements.Count > 1 && tag.Elements[0].StartsWith(number, StringComparison.Ordinal);
            copied.Add(new FinField(isField ? tag.Elements[0] : number, string.Join('\n', tag.Elements.Skip(1))));
            if (!isField)
            {
                losses.Changed(
                    $"{{{tag.Tag}}}", First(tag) ?? "", $"a field {number} of MT is expected here");
            }
        }

        return copied.Count == 0 ? null : FinInstructionReader.ReadUnderlying(new FinFields(copied), losses);
    }
}
