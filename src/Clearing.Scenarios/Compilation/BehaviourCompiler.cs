using Clearing.Scenarios.Documents;
using Clearing.Scenarios.Model;
using Clearing.Scenarios.Text;
using Clearing.Scenarios.Values;
using Clearing.Settlement.Model;

namespace Clearing.Scenarios.Compilation;

/// <summary>Payments of some payers and kinds that have another priority than their own.</summary>
/// <param name="Payers">Participant indexes; null = all.</param>
/// <param name="Kinds">Names; null = all.</param>
/// <param name="To">Their priority.</param>
internal sealed record KindPriority(IReadOnlyList<int>? Payers, IReadOnlyList<Id>? Kinds, Priority To);

/// <summary>Compiles `behaviours:`.</summary>
internal sealed class BehaviourCompiler(CompilationContext context)
{
    private readonly List<BehaviourRule> _rules = [];
    private readonly List<KindPriority> _priorities = [];
    private readonly List<LimitCut> _cuts = [];

    /// <summary>How banks send, as listed.</summary>
    public IReadOnlyList<BehaviourRule> Rules => _rules;

    /// <summary>Limits that are cut in outages, as listed.</summary>
    public IReadOnlyList<LimitCut> Cuts => _cuts;

    public void Compile(IReadOnlyList<BehaviourDocument> documents, IReadOnlyList<Participant> participants)
    {
        foreach (BehaviourDocument document in documents)
        {
            List<int>? accounts = Accounts(document);
            if (document.Send is null && context.Marks.Has(document, nameof(document.ReactionDelay)))
            {
                context.Error(ErrorCodes.KeysDoNotGoTogether,
                    context.Marks.Of(document, "key " + nameof(document.ReactionDelay)),
                    "`reaction-delay` goes together with `send` only");
            }

            if (document.Priority is { } priority)
            {
                AddPriority(document, priority, accounts);
            }
            else if (document.CutLimits is { } cut)
            {
                AddCut(document, cut, accounts, participants);
            }
            else if (Send(document, accounts) is { } rule)
            {
                _rules.Add(rule);
            }
        }
    }

    /// <summary>Gives payments the priority that a behaviour says: the last one listed that takes a payment.</summary>
    public void Rank(PaymentTable payments)
    {
        foreach (KindPriority rule in _priorities)
        {
            HashSet<int>? payers = rule.Payers?.ToHashSet();
            bool[] kinds = Array.ConvertAll(payments.KindNames,
                name => rule.Kinds is null || rule.Kinds.Any(kind => kind.Text == name));
            for (int i = 0; i < payments.Count; i++)
            {
                int payer = payments.Payer?[i] ?? payments.From[i];
                if (kinds[payments.Kind[i]] && payers?.Contains(payer) != false)
                {
                    payments.Priority[i] = rule.To;
                }
            }
        }
    }

    private void AddPriority(BehaviourDocument document, KindPriorityDocument priority, List<int>? payers)
    {
        if (document.System is not null)
        {
            context.Error(ErrorCodes.KeysDoNotGoTogether, context.Marks.Of(document, "key " + nameof(document.System)),
                "A payment has one priority in all systems; leave `system` out beside `priority`");
        }

        IReadOnlyList<Id> kinds = priority.Kinds ?? [];
        for (int i = 0; i < kinds.Count; i++)
        {
            if (!Ids.IsKind(kinds[i].Text))
            {
                context.Error(ErrorCodes.Name, context.Marks.Of(kinds, i),
                    $"{Characters.Show(kinds[i].Text)} is not a kind; use {Ids.KindForm}");
            }
        }

        if (priority.To is { } to)
        {
            _priorities.Add(new KindPriority(payers, priority.Kinds, to));
        }
    }

    private void AddCut(BehaviourDocument document, CutLimitsDocument cut, List<int>? accounts,
        IReadOnlyList<Participant> participants)
    {
        Mark at = context.Marks.Of(cut, nameof(cut.To));
        (Id, Mark)? name = document.System is { } system
            ? (system, context.Marks.Of(document, nameof(document.System))) : null;
        if (cut.To is { } to && MoneyTarget.Of(name, at, context) is { } target
            && context.MoneyNotNegative(to.Text, at, target.Currency) is { } limit)
        {
            IEnumerable<int> holders = Enumerable.Range(0, participants.Count)
                .Where(i => participants[i].StandsFor < 0 && participants[i].Via < 0);
            _cuts.Add(new LimitCut(accounts ?? [.. holders], target.Systems, limit, cut.After?.Us ?? 0));
        }
    }

    private BehaviourRule? Send(BehaviourDocument document, List<int>? accounts)
    {
        int? system = document.System is { } name
            ? Arrangement(name.Text, context.Marks.Of(document, nameof(document.System))) : -1;
        long delay = document.ReactionDelay?.Us ?? 1_000_000;
        if (delay == 0)
        {
            context.Error(ErrorCodes.OutOfRange, context.Marks.Of(document, nameof(document.ReactionDelay)),
                "`reaction-delay` is zero; it must be greater, because a bank sees before it acts");
        }

        if (document.Send is not { } send || system is not { } s)
        {
            return null;
        }

        BehaviourRule bare = new()
        {
            Participants = accounts,
            System = s,
            Send = SendRule.Immediate,
            ReactionDelayUs = delay,
        };
        return send switch
        {
            { HoldUntil: { } time } => bare with
            {
                Send = SendRule.HoldUntil,
                HoldUntil =
                [
                    .. context.Calendar.Days.Select(day => context.Calendar.At(day.Number, time.SinceMidnightUs)),
                ],
            },
            { ReceiptReactive: { } receipts } => bare with
            {
                Send = SendRule.ReceiptReactive,
                WindowUs = Window(receipts),
            },
            { BalanceReactive: { Keep: { } keep } balance } => bare with
            {
                Send = SendRule.BalanceReactive,
                KeepMinor = context.Money(keep.Text, context.Marks.Of(balance, nameof(balance.Keep))) ?? 0,
            },
            _ => bare,
        };
    }

    /// <summary>Banks send to arrangements, which route: a member alone cannot be meant.</summary>
    private int? Arrangement(string name, Mark at)
    {
        SystemTarget? target = context.System(name, at);
        if (target is { IsWhole: false })
        {
            context.Error(ErrorCodes.UnknownSystem, at, $"{Characters.Show(name)} is a member; banks send to the whole "
                + "arrangement, so name that");
            return null;
        }

        return target?.Arrangement;
    }

    private long Window(ReceiptReactiveDocument document)
    {
        if (document.Window is { Us: 0 })
        {
            context.Error(ErrorCodes.OutOfRange, context.Marks.Of(document, nameof(document.Window)),
                "`window` is zero; it must be greater");
        }

        return document.Window?.Us ?? 0;
    }

    private List<int>? Accounts(BehaviourDocument document)
    {
        if (document.Participants?.Ids is not { } ids)
        {
            return null;
        }

        List<int> accounts = [];
        for (int i = 0; i < ids.Count; i++)
        {
            Mark at = context.Marks.Of(document.Participants, i);
            int? found = document.Priority is null ? context.Account(ids[i], at) : context.Participant(ids[i], at);
            if (found is not { } account)
            {
                continue;
            }

            if (accounts.Contains(account))
            {
                context.Error(ErrorCodes.Duplicate, at, $"{Characters.Show(ids[i])} stands here a second time");
                continue;
            }

            accounts.Add(account);
        }

        return accounts;
    }
}
