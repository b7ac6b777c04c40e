using Clearing.Grains.Wire;
using Clearing.Settlement.Commands;
using Clearing.Settlement.Ledgers;
using Clearing.Settlement.Results;

namespace Clearing.Grains.Ledgers;

/// <summary>What people ask of a ledger in a turn of it; cheap, and bounded by what is asked for.</summary>
internal sealed class LedgerLooks(LedgerSite site)
{
    /// <summary>The most limits, or payments that wait, of one answer.</summary>
    public const int Most = 1_000;

    private readonly int _members = site.Book.Arrangement.Systems.Length;
    private readonly int _accounts = site.Book.Arrangement.Systems[0].Accounts.Count;
    private readonly Lazy<long[]> _scriptedAt = new(() => ScriptedAt(site));

    public bool IsGood(AccountQuestion question) =>
        question.Account >= 0 && question.Account < _accounts && question.MostLimits is >= 0 and <= Most;

    public bool IsGood(QueueQuestion question) => question.Most is > 0 and <= Most
        && question.Member >= 0 && question.Member < _members
        && question.Payer >= -1 && question.Payer < _accounts;

    /// <summary>All accounts.</summary>
    public Func<long, AccountStates> Accounts(Ledger ledger)
    {
        AccountState[] states =
        [
            .. site.Book.Arrangement.Systems.SelectMany((system, member) => system.Accounts.Select((_, account) =>
                new AccountState(
                    ledger.PositionOf(member, account), ledger.BalanceOf(member, account), account, member))),
        ];
        long time = ledger.Now;
        byte[] hash = ledger.StateHash();
        return sequence => new AccountStates
        {
            Sequence = sequence,
            Time = time,
            Accounts = new Blob<AccountState>(states),
            StateHash = hash,
        };
    }

    /// <summary>One account.</summary>
    public Func<long, AccountView> Account(Ledger ledger, AccountQuestion question)
    {
        MemberView[] members =
        [
            .. Enumerable.Range(0, _members).Select(member => new MemberView
            {
                Look = new Blob<AccountLook>(new[] { ledger.LookAt(member, question.Account) }),
                Classes = new Blob<ClassLook>(ledger.ClassesOf(member, question.Account)),
                Limits = new Blob<LimitLook>(ledger.LimitsOf(
                    member, question.Account, question.LimitsFrom, question.MostLimits).ToArray()),
            }),
        ];
        long time = ledger.Now;
        return sequence => new AccountView { Sequence = sequence, Time = time, Members = members };
    }

    /// <summary>What waits.</summary>
    public Func<long, QueuePage> Queue(Ledger ledger, QueueQuestion question)
    {
        List<WaitingLook> looks = [];
        List<FailedTest> why = [];
        int member = question.Member;
        if (question.Number < 0)
        {
            ledger.QueueOf(question.Member, question.Payer, question.From, question.Most, looks, why);
        }
        else
        {
            member = Enumerable.Range(0, question.Payer < 0 ? 0 : _members).FirstOrDefault(
                m => ledger.TryLookFor(m, question.Payer, question.Number, looks, why));
        }

        WaitingLine[] lines = [.. looks.Select(look => LineOf(ledger, look))];
        long time = ledger.Now;
        return sequence => new QueuePage
        {
            Sequence = sequence,
            Time = time,
            Member = member,
            Lines = new Blob<WaitingLine>(lines),
            Why = new Blob<FailedTest>(why.ToArray()),
            Next = lines.Length < question.Most || question.Number >= 0 ? 0 : lines[^1].Look.Rank + 1,
        };
    }

    // What waits has had no fate since it came, so the time of its fate is when that was.
    private WaitingLine LineOf(Ledger ledger, WaitingLook look)
    {
        int number = look.Payment;
        if (number < _scriptedAt.Value.Length)
        {
            return new WaitingLine(InstructionId.None, _scriptedAt.Value[number], look);
        }

        Fate fate = number < Ledger.FirstMade ? ledger.FateOf(number) : default;
        return new WaitingLine(fate.Id, fate.Time, look);
    }

    private static long[] ScriptedAt(LedgerSite site)
    {
        long[] times = new long[site.Book.Payers.Length];
        foreach (ref readonly LedgerCommand command in site.Script.AsSpan())
        {
            if (command.Command.Kind == CommandKind.Submit)
            {
                times[command.Command.Payment] = command.Command.Time;
            }
        }

        return times;
    }
}
