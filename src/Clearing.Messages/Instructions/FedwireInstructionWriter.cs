using System.Globalization;
using Clearing.Messages.Fedwire;
using Clearing.Messages.Fin;

namespace Clearing.Messages.Instructions;

/// <summary>The instruction as Fedwire tags (FW-4): CTR, BTR, or CTP with COVS.</summary>
internal static class FedwireInstructionWriter
{
    private const long MostCents = 999_999_999_999;

    public static FedwireMessage? Write(PaymentInstruction instruction, MessageErrors errors)
    {
        if (!CanCarry(instruction, errors, out long cents))
        {
            return null;
        }

        bool isCustomer = instruction.Creditor is not null && instruction.Underlying is null;
        bool isCover = instruction.Underlying is not null;
        bool isReturn = instruction.Kind == InstructionKind.Return;
        string imad = instruction.Imad ?? DerivedIds.Imad(instruction, 1);
        List<FedwireTag?> tags =
        [
            new("1500", ["30", "        ", "P", instruction.IsPossibleDuplicate ? "P" : " "]),
            new("1510", ["10", isReturn ? "02" : "00"]),
            new("1520", [imad[..8], imad[8..16], imad[16..]]),
            new("2000", [cents.ToString("D12", CultureInfo.InvariantCulture)]),
            Bank("3100", instruction.InstructingAgent),
            Bank("3400", instruction.InstructedAgent),
            new("3600", [isCover ? "CTP" : isCustomer ? "CTR" : "BTR"]),
            instruction.Reference == imad[8..]
                ? null
                : new("3320", [FedwireText.Cut(instruction.Reference, 16)]),
            Previous(isReturn ? instruction.OriginalReference ?? "NOTPROVIDED" : instruction.RelatedReference),
            isCover ? new("3610", ["COVS"]) : null,
        ];
        if (isCustomer)
        {
            AddMoney(tags, instruction);
        }

        AddChain(tags, instruction, isCustomer);
        AddLines(tags, "6000", instruction.Remittance, 4);
        tags.AddRange(FedwireNotes.Write(instruction.AgentInstructions, tag => IsNamed(tags, tag)));
        if (isCover)
        {
            tags.AddRange(Underlying(instruction.Underlying!));
        }

        return new FedwireMessage([.. tags.Where(tag => tag is not null).Select(tag => tag!)]);
    }

    private static bool CanCarry(PaymentInstruction instruction, MessageErrors errors, out long cents)
    {
        cents = 0;
        if (instruction.Currency != "USD")
        {
            errors.Add(
                ConversionCodes.Currency, MessageLayer.Semantic, "{2000}",
                $"Fedwire settles USD only, this payment is in {instruction.Currency}.");
            return false;
        }

        if (!instruction.Amount.TryToMinor(2, out cents) || cents > MostCents)
        {
            errors.Add(
                ConversionCodes.Amount, MessageLayer.Semantic, "{2000}", "The amount does not fit 12 digits of cents.");
            return false;
        }

        bool isAddressed = true;
        foreach ((string tag, Agent agent) in
            ((string, Agent)[])[("{3100}", instruction.InstructingAgent), ("{3400}", instruction.InstructedAgent)])
        {
            if (agent.MemberScheme != "USABA" || agent.MemberId is null)
            {
                isAddressed = false;
                errors.Add(
                    ConversionCodes.Address, MessageLayer.Semantic, tag,
                    $"Fedwire addresses institutions by routing number; {agent.Bic ?? "one"} has none: give it.");
            }
        }

        return isAddressed;
    }

    private static FedwireTag Bank(string tag, Agent agent) =>
        new(tag, FedwireText.Trimmed([agent.MemberId!, FedwireText.Cut(agent.Name ?? "", 18)]));

    private static FedwireTag? Previous(string? reference) =>
        reference is null ? null : new("3500", [FedwireText.Cut(reference, 22).PadRight(22)]);

    private static void AddMoney(List<FedwireTag?> tags, PaymentInstruction instruction)
    {
        string? details = instruction.ChargeBearer switch { "CRED" => "B", "SHAR" or "SLEV" => "S", _ => null };
        if (details is not null)
        {
            tags.Add(new("3700", [details, .. instruction.SenderCharges.Take(4).Select(Amount)]));
        }

        if (instruction.Instructed is { } asked)
        {
            tags.Add(new("3710", [asked.Currency, FinText.Amount(asked.Amount, asked.Currency)]));
            if (instruction.ExchangeRate is { } rate)
            {
                tags.Add(new("3720", [rate.Replace('.', ',')]));
            }
        }
    }

    private static string Amount(Charge charge) => charge.Currency + FinText.Amount(charge.Amount, charge.Currency);

    // 4000 needs 4100, 5100 needs 5000, 5200 needs 5100.
    private static void AddChain(List<FedwireTag?> tags, PaymentInstruction instruction, bool isCustomer)
    {
        FedwireTag? creditorAgent = FedwireParties.WriteAgent("4100", instruction.CreditorAgent);
        tags.Add(creditorAgent is null
            ? null
            : FedwireParties.WriteAgent("4000", First(instruction.Intermediaries)));
        tags.Add(creditorAgent);
        tags.Add(isCustomer
            ? FedwireParties.Write("4200", instruction.Creditor!)
            : FedwireParties.WriteAgent("4200", instruction.CreditorInstitution ?? instruction.InstructedAgent));
        string? endToEnd = instruction.EndToEndId ?? (instruction.Underlying is null ? null : instruction.Reference);
        tags.Add(endToEnd is null ? null : new("4320", [FedwireText.Cut(endToEnd, 16)]));
        tags.Add(isCustomer
            ? FedwireParties.Write("5000", instruction.Debtor ?? new Party())
            : FedwireParties.WriteAgent("5000", instruction.DebtorAgent ?? instruction.InstructingAgent));
        FedwireTag? debtorAgent = FedwireParties.WriteAgent(
            "5100", isCustomer ? instruction.DebtorAgent : instruction.DebtorInstitutionAgent);
        tags.Add(debtorAgent);
        tags.Add(debtorAgent is null
            ? null
            : FedwireParties.WriteAgent("5200", First(instruction.PreviousAgents)));
    }

    private static Agent? First(IReadOnlyList<Agent> agents) => agents is [Agent first, ..] ? first : null;

    // Notes to an institution need the institution.
    private static bool IsNamed(List<FedwireTag?> tags, string note)
    {
        string institution = note switch { "6200" => "4000", "6300" => "4100", "6400" => "4200", _ => "3400" };
        return tags.Exists(tag => tag?.Tag == institution);
    }

    private static void AddLines(List<FedwireTag?> tags, string tag, IReadOnlyList<string> texts, int most)
    {
        List<string> lines = FedwireText.Lines(texts, most);
        if (lines.Count > 0)
        {
            tags.Add(new(tag, lines));
        }
    }

    private static IEnumerable<FedwireTag> Underlying(UnderlyingTransfer underlying)
    {
        List<FinField> fields = [];
        FinInstructionWriter.AddUnderlying(fields, underlying);
        return fields
            .Select(field => new FedwireTag("70" + field.Tag[..2], [field.Tag, .. FinText.Lines(field.Value)]))
            .OrderBy(tag => tag.Tag, StringComparer.Ordinal);
    }
}
