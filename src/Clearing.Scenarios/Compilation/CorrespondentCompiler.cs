using Clearing.Scenarios.Documents;
using Clearing.Scenarios.Model;
using Clearing.Scenarios.Text;

namespace Clearing.Scenarios.Compilation;

/// <summary>Compiles `correspondents:`; each bank named settles through its correspondent from then on.</summary>
internal sealed class CorrespondentCompiler(CompilationContext context)
{
    private const long LeastProcessingUs = 1_000_000;

    /// <summary>The accounts as listed, and the participants with their agents.</summary>
    public (IReadOnlyList<CorrespondentAccount> Accounts, IReadOnlyList<Participant> Participants) Compile(
        IReadOnlyList<CorrespondentDocument> documents, IReadOnlyList<Participant> participants)
    {
        List<CorrespondentAccount> accounts = [];
        Participant[] linked = [.. participants];
        foreach (CorrespondentDocument document in documents)
        {
            if (Compile(document, linked) is not { } account)
            {
                continue;
            }

            if (accounts.Exists(other => other.Bank == account.Bank))
            {
                context.Error(ErrorCodes.Duplicate, context.Marks.Of(document, nameof(document.Bank)),
                    $"{Characters.Show(document.Bank!.Value.Text)} has a correspondent already");
                continue;
            }

            accounts.Add(account);
            linked[account.Bank] = linked[account.Bank] with { Via = account.At };
        }

        CheckAgents(documents, accounts, linked);
        return (accounts, accounts.Count == 0 ? participants : linked);
    }

    private CorrespondentAccount? Compile(CorrespondentDocument document, Participant[] participants)
    {
        Mark At(string property) => context.Marks.Of(document, property);
        int? bank = document.Bank is { } id ? context.Participant(id.Text, At(nameof(document.Bank))) : null;
        int? at = document.At is { } agent ? context.Participant(agent.Text, At(nameof(document.At))) : null;
        long balance = document.Balance is { } amount
            ? context.Money(amount.Text, At(nameof(document.Balance))) ?? 0 : 0;
        long credit = document.Credit is { } limit ? context.Credit(limit.Text, At(nameof(document.Credit))) ?? 0 : 0;
        long processing = document.ProcessingTime?.Us ?? 60_000_000;
        if (processing < LeastProcessingUs)
        {
            context.Error(ErrorCodes.OutOfRange, At(nameof(document.ProcessingTime)),
                "`processing-time` is less than a second; a correspondent told of money needs a while to use it");
        }

        if (bank is not { } b || at is not { } a)
        {
            return null;
        }

        int via = participants[b].Via;
        if (a == b || (via >= 0 && via != a))
        {
            context.Error(ErrorCodes.Agent, At(nameof(document.At)), a == b
                ? "A bank is not its own correspondent"
                : $"{Characters.Show(participants[b].Id)} settles through {Characters.Show(participants[via].Id)}; "
                    + "leave `via` out, or name the same");
            return null;
        }

        return new CorrespondentAccount
        {
            Bank = b,
            At = a,
            BalanceMinor = balance,
            CreditMinor = credit,
            ProcessingUs = processing,
            CutOffs = document.CutOff is not { } time ? []
                : [.. context.Calendar.Days.Select(day => context.Calendar.At(day.Number, time.SinceMidnightUs))],
            Method = document.Method ?? CorrespondentMethod.Serial,
        };
    }

    // Only when all are known is it known who has an account of its own.
    private void CheckAgents(
        IReadOnlyList<CorrespondentDocument> documents, List<CorrespondentAccount> accounts,
        Participant[] participants)
    {
        foreach (CorrespondentAccount account in accounts)
        {
            CorrespondentDocument document = documents.First(d => d.Bank?.Text == participants[account.Bank].Id);
            if (participants[account.At].Via >= 0)
            {
                context.Error(ErrorCodes.Agent, context.Marks.Of(document, nameof(document.At)),
                    $"{Characters.Show(participants[account.At].Id)} settles through another one itself; name one with "
                    + "an account of its own");
            }

            if (Array.Exists(participants, p => p.Via == account.Bank))
            {
                context.Error(ErrorCodes.Agent, context.Marks.Of(document, nameof(document.Bank)),
                    $"Others settle through {Characters.Show(participants[account.Bank].Id)}, which so needs an "
                    + "account of its own");
            }
        }
    }
}
