using Clearing.Messages.Fin;

namespace Clearing.Messages.Instructions;

/// <summary>The instruction as MT 103, 202, 202 COV, 205 or 205 COV.</summary>
internal static class FinInstructionWriter
{
    // Countries between which field 33B is mandatory (D49).
    private const string Inner =
        "AD AT BE BG BV CY CZ DE DK EE ES FI FR GB GF GI GP GR HR HU IE IS IT LI LT LU LV MC MQ MT NL NO PL PM PT "
        + "RE RO SE SI SJ SK SM TF VA";

    /// <param name="instruction">What to write.</param>
    /// <param name="type">103, 202 or 205; null = 103 of a customer's payment, else 202.</param>
    /// <param name="errors">Why it cannot be written.</param>
    public static FinMessage? Write(PaymentInstruction instruction, string? type, MessageErrors errors)
    {
        bool isCustomer = instruction.Creditor is not null && instruction.Underlying is null;
        type ??= isCustomer ? "103" : "202";
        if (isCustomer != (type == "103"))
        {
            errors.Add(
                ConversionCodes.Type, MessageLayer.Semantic, "{2:}",
                $"A {(isCustomer ? "customer's payment is an MT 103" : "payment between banks is an MT 202 or 205")}, "
                + $"not an MT {type}.");
            return null;
        }

        if (FinText.Amount(instruction.Amount, instruction.Currency).Length > 15)
        {
            errors.Add(
                ConversionCodes.Amount, MessageLayer.Semantic, ":32A:", "The amount has more than 15 characters.");
            return null;
        }

        List<FinField> fields = isCustomer ? Customer(instruction) : Bank(instruction, type);
        if (instruction.Underlying is { } underlying)
        {
            AddUnderlying(fields, underlying);
        }

        bool isUrgent = instruction.Priority == "HIGH";
        FinMessage? envelope = FinEnvelope.Write(
            type, instruction.InstructingAgent, instruction.InstructedAgent, isUrgent,
            UserHeader(instruction, fields), errors);
        return envelope is null ? null : envelope with
        {
            Fields = fields,
            Trailers = instruction.IsPossibleDuplicate ? [new FinTag("PDE", "")] : [],
        };
    }

    private static List<FinTag> UserHeader(PaymentInstruction instruction, List<FinField> fields)
    {
        List<FinTag> tags = [];
        if (instruction.Underlying is not null)
        {
            tags.Add(new FinTag("119", "COV"));
        }
        else if (instruction.IsStraightThrough && IsStraightThrough(fields))
        {
            tags.Add(new FinTag("119", "STP"));
        }

        if (FinCodes.ServiceType(instruction.Services) is { } service && instruction.Uetr is not null)
        {
            tags.Add(new FinTag("111", service));
        }

        if (instruction.Uetr is { } uetr)
        {
            tags.Add(new FinTag("121", uetr));
        }

        return tags;
    }

    // Institutions by BIC only, and an account of the creditor.
    private static bool IsStraightThrough(List<FinField> fields) =>
        fields.All(field => field.Tag[..2] switch
        {
            "52" or "54" or "55" or "56" or "57" => field.Tag[2] == 'A',
            "53" => field.Tag[2] is 'A' or 'B',
            "59" => field.Value.StartsWith('/'),
            "72" => !FinReturns.IsReturn(FinText.Lines(field.Value)),
            _ => true,
        });

    private static List<FinField> Customer(PaymentInstruction instruction)
    {
        List<FinField> fields = [new("20", FinText.Reference(instruction.Reference))];
        fields.AddRange(instruction.SettlementTimes.Select(time => new FinField("13C", time)));
        fields.Add(new("23B", instruction.ServiceLevel ?? "CRED"));
        fields.AddRange(FinCodes.InstructionCodes(instruction).Select(code => new FinField("23E", code)));
        if (instruction.Purpose is { } purpose && FinRemittance.IsTransactionType(purpose))
        {
            fields.Add(new("26T", purpose));
        }

        fields.Add(Settled(instruction));
        List<FinField> charges = Charges(instruction);
        AddInstructed(fields, instruction, charges.Count > 1);
        fields.Add(FinParties.WriteParty("50", instruction.Debtor ?? new Party()));
        AddAgent(fields, "52", instruction.DebtorAgent, "AD");
        AddReimbursement(fields, instruction);
        if (instruction.SendersCorrespondent is not null && instruction.ReceiversCorrespondent is not null)
        {
            AddAgent(fields, "55", instruction.ThirdReimbursement, "ABD");
        }

        if (instruction.CreditorAgent is not null)
        {
            AddAgent(fields, "56", First(instruction.Intermediaries), "ACD");
            AddAgent(fields, "57", instruction.CreditorAgent, "ABCD");
        }

        fields.Add(FinParties.WriteParty("59", instruction.Creditor!));
        AddLines(fields, "70", FinRemittance.Write(instruction));
        fields.AddRange(charges);
        AddLines(fields, "72", AgentInstructions(instruction));
        AddLines(fields, "77B", FinText.Wrap(instruction.RegulatoryReporting, 35, 3));
        return fields;
    }

    private static List<FinField> Bank(PaymentInstruction instruction, string type)
    {
        List<FinField> fields =
        [
            new("20", FinText.Reference(instruction.Reference)),
            new("21", FinText.Reference(instruction.EndToEndId ?? instruction.RelatedReference ?? "NONREF")),
        ];
        fields.AddRange(instruction.SettlementTimes.Select(time => new FinField("13C", time)));
        fields.Add(Settled(instruction));
        AddAgent(fields, "52", instruction.DebtorAgent ?? (type == "205" ? instruction.InstructingAgent : null), "AD");
        AddReimbursement(fields, type == "205" ? instruction with { ReceiversCorrespondent = null } : instruction);
        if (instruction.CreditorAgent is not null)
        {
            AddAgent(fields, "56", First(instruction.Intermediaries), "AD");
            AddAgent(fields, "57", instruction.CreditorAgent, "ABD");
        }

        AddAgent(fields, "58", instruction.CreditorInstitution ?? instruction.InstructedAgent, "AD");
        AddLines(fields, "72", AgentInstructions(instruction));
        return fields;
    }

    public static void AddUnderlying(List<FinField> fields, UnderlyingTransfer underlying)
    {
        fields.Add(FinParties.WriteParty("50", underlying.Debtor));
        AddAgent(fields, "52", underlying.DebtorAgent, "AD");
        if (underlying.CreditorAgent is not null)
        {
            AddAgent(fields, "56", First(underlying.Intermediaries), "ACD");
            AddAgent(fields, "57", underlying.CreditorAgent, "ABCD");
        }

        fields.Add(FinParties.WriteParty("59", underlying.Creditor));
        AddLines(fields, "70", FinText.Wrap(underlying.Remittance, 35, 4));
        AddLines(fields, "72", NarrativeOf(underlying.AgentInstructions, 6));
        if (underlying.Instructed is { } asked)
        {
            fields.Add(Amount("33B", asked));
        }
    }

    private static FinField Settled(PaymentInstruction instruction) =>
        new("32A", FinText.Date(instruction.ValueDate) + instruction.Currency
            + FinText.Amount(instruction.Amount, instruction.Currency));

    private static FinField Amount(string tag, Charge charge) =>
        new(tag, charge.Currency + FinText.Amount(charge.Amount, charge.Currency));

    // 33B stands where the customer asked for another amount, with charges, and between the countries of D49;
    // 36 exactly where its currency differs (D75).
    private static void AddInstructed(List<FinField> fields, PaymentInstruction instruction, bool hasCharges)
    {
        Charge settled = new(instruction.Currency, instruction.Amount);
        Charge? asked = instruction.Instructed;
        if (asked is not null && asked.Currency != settled.Currency && instruction.ExchangeRate is null)
        {
            asked = null;
        }

        bool isMandatory =
            hasCharges || (IsInner(instruction.InstructingAgent) && IsInner(instruction.InstructedAgent));
        if (asked is null && !isMandatory)
        {
            return;
        }

        fields.Add(Amount("33B", asked ?? settled));
        if (asked is not null && asked.Currency != settled.Currency)
        {
            string rate = instruction.ExchangeRate!.Replace('.', ',');
            fields.Add(new("36", rate.Contains(',', StringComparison.Ordinal) ? rate : rate + ","));
        }
    }

    private static bool IsInner(Agent agent) =>
        agent.Bic is { Length: >= 6 } bic && Inner.Contains(bic[4..6], StringComparison.Ordinal);

    // OUR takes no sender's charges, BEN wants one, only OUR knows receiver's charges (E13, E15, D50).
    private static List<FinField> Charges(PaymentInstruction instruction)
    {
        string bearer = FinCodes.WriteBearer(instruction.ChargeBearer);
        List<FinField> fields = [new("71A", bearer)];
        if (bearer == "OUR")
        {
            if (instruction.ReceiverCharge is { Amount.Mantissa: > 0 } charge
                && charge.Currency == instruction.Currency)
            {
                fields.Add(Amount("71G", charge));
            }

            return fields;
        }

        fields.AddRange(instruction.SenderCharges.Select(charge => Amount("71F", charge)));
        if (bearer == "BEN" && fields.Count == 1)
        {
            fields.Add(Amount("71F", new Charge(instruction.Currency, new DecimalAmount(0, 0))));
        }

        return fields;
    }

    private static void AddReimbursement(List<FinField> fields, PaymentInstruction instruction)
    {
        Agent? senders = instruction.SendersCorrespondent;
        char? mark = senders is { Bic: null, Name: null, Account: not null }
            ? instruction.SettlementMethod switch { "INGA" => 'C', "INDA" => 'D', _ => null }
            : null;
        if (FinParties.WriteAgent("53", senders, "ABD", mark) is { } field)
        {
            fields.Add(field);
        }

        AddAgent(fields, "54", instruction.ReceiversCorrespondent, "ABD");
    }

    private static List<string> AgentInstructions(PaymentInstruction instruction)
    {
        List<string> lines =
        [
            .. instruction.Kind == InstructionKind.Return ? FinReturns.Write(instruction) : [],
            .. instruction.PreviousAgents.Where(a => a.Bic is not null).Take(1).Select(a => $"/INS/{a.Bic}"),
        ];
        lines.AddRange(NarrativeOf(instruction.AgentInstructions, 6));
        return lines.Count <= 6 ? lines : lines[..6];
    }

    // The first line begins with a code word: a text without one is for the receiver. A long text goes on behind //.
    private static List<string> NarrativeOf(IReadOnlyList<string> texts, int most)
    {
        List<string> lines = [];
        foreach (string text in texts)
        {
            string coded = text.StartsWith('/') || lines.Count > 0 ? text : "/REC/" + text;
            List<string> wrapped = FinText.Wrap([coded], coded.Length <= 35 ? 35 : 33, most);
            for (int i = 0; i < wrapped.Count; i++)
            {
                lines.Add(i == 0 ? wrapped[i] : "//" + wrapped[i]);
            }
        }

        return lines.Count <= most ? lines : lines[..most];
    }

    // MT has one intermediary: the one next to the receiver.
    private static Agent? First(IReadOnlyList<Agent> agents) => agents is [Agent first, ..] ? first : null;

    private static void AddAgent(List<FinField> fields, string number, Agent? agent, string options)
    {
        if (FinParties.WriteAgent(number, agent, options) is { } field)
        {
            fields.Add(field);
        }
    }

    private static void AddLines(List<FinField> fields, string tag, List<string> lines)
    {
        if (lines.Count > 0)
        {
            fields.Add(new(tag, string.Join('\n', lines)));
        }
    }
}
