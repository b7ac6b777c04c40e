using Clearing.Messages.Fin;

namespace Clearing.Messages.Instructions;

/// <summary>MT 103, 202, 202 COV, 205 and 205 COV into the instruction.</summary>
internal static class FinInstructionReader
{
    public static PaymentInstruction? Read(FinMessage message, Losses losses, MessageErrors errors)
    {
        FinEnvelope envelope = FinEnvelope.Read(message, losses);
        bool isCustomer = envelope.Type == "103";
        if (!isCustomer && envelope.Type is not "202" and not "205")
        {
            errors.Add(
                ConversionCodes.Type, MessageLayer.Semantic, "{2:}",
                $"MT {envelope.Type} is no payment; 103, 202 and 205 are.");
            return null;
        }

        FinFields fields = new(message.Fields);
        int second = isCustomer ? -1 : fields.IndexOf("50");
        fields.Within(0, second < 0 ? message.Fields.Count : second);
        PaymentInstruction? instruction = ReadCore(fields, envelope, isCustomer, second >= 0, errors);
        if (instruction is null)
        {
            return null;
        }

        instruction = isCustomer
            ? ReadCustomer(instruction, fields, losses)
            : instruction with
            {
                DebtorAgent = FinParties.ReadAgent(fields.Take("52"), losses),
                CreditorInstitution = FinParties.ReadAgent(fields.Take("58"), losses),
            };
        instruction = ReadChain(instruction, fields, losses);
        if (second >= 0)
        {
            fields.Within(second, message.Fields.Count);
            instruction = instruction with { Underlying = ReadUnderlying(fields, losses) };
        }

        fields.ReportRest(losses);
        return instruction.Kind == InstructionKind.Return ? FinReturns.Read(instruction) : instruction;
    }

    private static PaymentInstruction? ReadCore(
        FinFields fields, FinEnvelope envelope, bool isCustomer, bool isCover, MessageErrors errors)
    {
        string? reference = fields.Take("20")?.Value;
        string? related = fields.Take("21")?.Value;
        string? settled = fields.Take("32A")?.Value;
        string[] instructions = fields.TakeLines("72");
        DateOnly? date = settled is { Length: > 9 } ? FinText.Date(settled[..6]) : null;
        DecimalAmount? amount = settled is { Length: > 9 } ? FinText.Amount(settled[9..]) : null;
        if (reference is null || date is null || amount is null)
        {
            errors.Add(
                ConversionCodes.Missing, MessageLayer.Semantic, reference is null ? ":20:" : ":32A:",
                "A payment needs a reference, a value date, a currency and an amount.");
            return null;
        }

        bool isReturn = FinReturns.IsReturn(instructions);
        InstructionKind kind = isCustomer ? InstructionKind.CustomerTransfer : InstructionKind.BankTransfer;
        kind = isCover ? InstructionKind.CoverTransfer : kind;

        return new PaymentInstruction
        {
            Kind = isReturn ? InstructionKind.Return : kind,
            Reference = reference,
            EndToEndId = related is "NONREF" or "NOTPROVIDED" ? null : related,
            Uetr = envelope.Uetr,
            CreatedAt = envelope.SentAt,
            IsPossibleDuplicate = envelope.IsPossibleDuplicate,
            Priority = envelope.IsUrgent ? "HIGH" : null,
            IsStraightThrough = envelope.Validation == "STP",
            Services = envelope.ServiceType is { } type ? [FinCodes.ServiceOf(type)] : [],
            Currency = settled![6..9],
            Amount = amount.Value,
            ValueDate = date.Value,
            SettlementTimes = [.. fields.TakeAll("13C").Select(field => field.Value)],
            InstructingAgent = envelope.Sender,
            InstructedAgent = envelope.Receiver,
            AgentInstructions = instructions,
        };
    }

    private static PaymentInstruction ReadCustomer(PaymentInstruction instruction, FinFields fields, Losses losses)
    {
        (IReadOnlyList<string> codes, IReadOnlyList<string> services, string? purpose) =
            FinCodes.SplitInstructionCodes(fields.TakeAll("23E"));
        string? level = fields.Take("23B")?.Value;
        FinField? debtor = fields.Take("50");
        FinField? creditor = fields.Take("59");
        instruction = instruction with
        {
            ServiceLevel = level == "CRED" ? null : level,
            InstructionCodes = codes,
            Services = [.. instruction.Services, .. services],
            CategoryPurpose = purpose,
            Purpose = fields.Take("26T")?.Value,
            Instructed = ReadCharge(fields.Take("33B"), losses),
            ExchangeRate = fields.Take("36")?.Value.Replace(',', '.').TrimEnd('.'),
            Debtor = FinParties.ReadParty(debtor, losses),
            DebtorAgent = FinParties.ReadAgent(fields.Take("52"), losses),
            Creditor = FinParties.ReadParty(creditor, losses),
            ChargeBearer = FinCodes.BearerOf(fields.Take("71A")?.Value),
            SenderCharges = [.. fields.TakeAll("71F").Select(field => ReadCharge(field, losses)).OfType<Charge>()],
            ReceiverCharge = ReadCharge(fields.Take("71G"), losses),
            RegulatoryReporting = fields.TakeLines("77B"),
        };
        return FinRemittance.Read(instruction, fields.TakeLines("70"));
    }

    private static PaymentInstruction ReadChain(PaymentInstruction instruction, FinFields fields, Losses losses)
    {
        FinField? reimbursed = fields.Take("53");
        char? mark = reimbursed?.Tag == "53B" ? FinParties.Mark(FinText.Lines(reimbursed.Value)[0]) : null;
        Agent? intermediary = FinParties.ReadAgent(fields.Take("56"), losses);
        List<Agent> previous = [];
        List<string> rest = [];
        foreach (string line in instruction.AgentInstructions)
        {
            if (line.StartsWith("/INS/", StringComparison.Ordinal) && FinText.IsBic(line[5..]))
            {
                previous.Add(new Agent { Bic = FinText.ShortBic(line[5..]) });
            }
            else
            {
                rest.Add(line);
            }
        }

        return instruction with
        {
            SendersCorrespondent = FinParties.ReadAgent(reimbursed, losses),
            ReceiversCorrespondent = FinParties.ReadAgent(fields.Take("54"), losses),
            ThirdReimbursement = FinParties.ReadAgent(fields.Take("55"), losses),
            Intermediaries = intermediary is null ? [] : [intermediary],
            CreditorAgent = FinParties.ReadAgent(fields.Take("57"), losses),
            SettlementMethod = mark switch { 'C' => "INGA", 'D' => "INDA", _ => null },
            PreviousAgents = previous,
            AgentInstructions = rest,
        };
    }

    public static UnderlyingTransfer ReadUnderlying(FinFields fields, Losses losses)
    {
        Party debtor = FinParties.ReadParty(fields.Take("50"), losses) ?? new Party();
        Agent? debtorAgent = FinParties.ReadAgent(fields.Take("52"), losses);
        Agent? intermediary = FinParties.ReadAgent(fields.Take("56"), losses);
        return new UnderlyingTransfer
        {
            Debtor = debtor,
            DebtorAgent = debtorAgent,
            Intermediaries = intermediary is null ? [] : [intermediary],
            CreditorAgent = FinParties.ReadAgent(fields.Take("57"), losses),
            Creditor = FinParties.ReadParty(fields.Take("59"), losses) ?? new Party(),
            Remittance = fields.TakeLines("70"),
            AgentInstructions = fields.TakeLines("72"),
            Instructed = ReadCharge(fields.Take("33B"), losses),
        };
    }

    private static Charge? ReadCharge(FinField? field, Losses losses)
    {
        if (field is null)
        {
            return null;
        }

        if (field.Value.Length > 3 && FinText.Amount(field.Value[3..]) is { } amount)
        {
            return new Charge(field.Value[..3], amount);
        }

        losses.Dropped($":{field.Tag}:", field.Value, "this is no currency with an amount");
        return null;
    }
}
