namespace Clearing.Messages.Instructions.Explanations;

/// <summary>Who is in the chain of a payment, who books what, and what comes next.</summary>
internal static class Story
{
    public static List<ChainLink> Chain(PaymentInstruction payment)
    {
        List<ChainLink> chain = [];
        void Add(string role, string? who)
        {
            if (!string.IsNullOrEmpty(who))
            {
                chain.Add(new ChainLink(role, who));
            }
        }

        UnderlyingTransfer? covered = payment.Underlying;
        Add("ultimate debtor", Name(payment.UltimateDebtor));
        Add("debtor", Name(payment.Debtor));
        Add("debtor of the covered payment", Name(covered?.Debtor));
        Add("debtor's bank of the covered payment", Name(covered?.DebtorAgent));
        Add(payment.Creditor is null ? "paying institution" : "debtor's bank", Name(payment.DebtorAgent));
        foreach (Agent agent in payment.PreviousAgents)
        {
            Add("bank before the sender", Name(agent));
        }

        Add("sender", Name(payment.InstructingAgent));
        Add("sender's correspondent", Name(payment.SendersCorrespondent));
        Add("receiver's correspondent", Name(payment.ReceiversCorrespondent));
        Add("receiver", Name(payment.InstructedAgent));
        foreach (Agent agent in payment.Intermediaries)
        {
            Add("intermediary", Name(agent));
        }

        Add("creditor's bank", Name(payment.CreditorAgent));
        Add("paid institution", Name(payment.CreditorInstitution));
        Add("creditor's bank of the covered payment", Name(covered?.CreditorAgent));
        Add("creditor of the covered payment", Name(covered?.Creditor));
        Add("creditor", Name(payment.Creditor));
        Add("ultimate creditor", Name(payment.UltimateCreditor));
        return chain;
    }

    public static List<string> Next(PaymentInstruction payment)
    {
        string amount = Decode.Amount(payment.Currency, payment.Amount);
        string sender = Name(payment.InstructingAgent) ?? "The sender";
        string receiver = Name(payment.InstructedAgent) ?? "The receiver";
        List<string> next = [];
        if (payment.Kind == InstructionKind.Return)
        {
            string reason = Words.Code("Rsn", payment.ReturnReason ?? "");
            next.Add($"{amount} comes back"
                + (payment.OriginalReference is { } original ? $" of the payment {original}" : "")
                + (reason.Length > 0 ? $": {reason}." : "."));
        }

        next.Add(payment.IsAdvice
            ? "This is an advice only: nothing is booked because of it."
            : Settlement(payment, sender, receiver, amount));
        Onward(next, payment, receiver);
        if (payment.Underlying is { } covered)
        {
            next.Add($"The customer's payment from {Name(covered.Debtor)} to {Name(covered.Creditor)} travels on its "
                + "own as an MT 103 or pacs.008 with the same UETR; this message is only the money for it.");
        }

        if (payment.ChargeBearer is { } bearer)
        {
            string meaning = Words.Code("ChrgBr", bearer);
            next.Add(meaning.Length > 0 ? $"Charges: {meaning}." : $"Charges: {bearer}.");
        }

        if (payment.IsPossibleDuplicate)
        {
            next.Add("It may have been sent before: the receiver looks for the same reference, date and amount first.");
        }

        return next;
    }

    private static string Settlement(PaymentInstruction payment, string sender, string receiver, string amount) =>
        (payment.ClearingSystem, payment.SettlementMethod) switch
        {
            ("FDW", _) => $"The Federal Reserve Bank debits {sender} and credits {receiver} with {amount}; "
                + "when it has done so, the payment is final.",
            ("CHI", _) => $"CHIPS releases it when the positions allow: {sender} down, {receiver} up by {amount}; "
                + "at release it is final.",
            (_, "CLRG") => $"The clearing system debits {sender} and credits {receiver} with {amount}.",
            (_, "COVE") => Cover(payment, sender, receiver, amount),
            (_, "INGA") => $"{sender} keeps an account of {receiver} and credits it with {amount}.",
            _ when payment.Kind == InstructionKind.CustomerTransfer && payment.SendersCorrespondent is { Account: null }
                or { Bic: not null } => Cover(payment, sender, receiver, amount),
            _ when payment.SendersCorrespondent is { Bic: not null } or { Name: not null } =>
                $"{sender} pays {amount} to {receiver} through {Name(payment.SendersCorrespondent)}, which debits its "
                + "account. The message itself moves nothing.",
            _ => $"{receiver} keeps an account of {sender} and debits it with {amount}. "
                + "The message itself moves nothing.",
        };

    private static string Cover(PaymentInstruction payment, string sender, string receiver, string amount)
    {
        string through = Name(payment.SendersCorrespondent) is { } correspondent ? $" through {correspondent}" : "";
        return $"The message moves no money: {sender} sends {amount} separately{through} (MT 202 COV or pacs.009 COV), "
            + $"and {receiver} waits for it or trusts {sender}.";
    }

    private static void Onward(List<string> next, PaymentInstruction payment, string receiver)
    {
        Agent? intermediary = payment.Intermediaries is [{ } first, ..] ? first : null;
        string? paid = Name(payment.Creditor) ?? Name(payment.CreditorInstitution);
        string from = receiver;
        Agent last = payment.InstructedAgent;
        foreach (Agent? agent in (Agent?[])[intermediary, payment.CreditorAgent])
        {
            if (agent is not null && Name(agent) is { } to && !IsSame(agent, last))
            {
                next.Add($"{from} pays on to {to} with a message of its own.");
                (from, last) = (to, agent);
            }
        }

        if (paid is not null && paid != from)
        {
            string account = payment.Creditor?.Account ?? payment.CreditorInstitution?.Account ?? "";
            next.Add($"{from} credits {paid}" + (account.Length > 0 ? $" on account {account}." : "."));
        }
    }

    private static bool IsSame(Agent one, Agent other) =>
        (one.Bic is not null && one.Bic == other.Bic)
        || (one.MemberId is not null && one.MemberId == other.MemberId && one.MemberScheme == other.MemberScheme);

    public static List<string> Next(AccountReport? report) => report is null ? [] :
    [
        report.Kind switch
        {
            AccountReportKind.DebitNotification =>
                $"The account {report.Account} was debited already; its owner looks for the payment behind it.",
            AccountReportKind.CreditNotification =>
                $"The account {report.Account} was credited already; its owner may use the money.",
            AccountReportKind.Statement =>
                $"Nothing is booked because of it: the owner of {report.Account} compares it with his own books.",
            _ => $"Nothing is booked because of it: it tells what has happened on {report.Account} so far today.",
        },
    ];

    private static string? Name(Agent? agent) => agent is null
        ? null
        : agent.Bic ?? agent.Name
            ?? (agent.MemberId is null ? agent.Account : $"{agent.MemberScheme} {agent.MemberId}".Trim());

    private static string? Name(Party? party) => party?.Name ?? party?.Bic ?? party?.Account;
}
