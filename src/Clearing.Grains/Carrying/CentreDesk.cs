using Clearing.Messages.Switching;
using Clearing.Scenarios.Model;
using Clearing.Settlement.Model;

namespace Clearing.Grains.Carrying;

/// <summary>The terminal of a settlement system: lets each payment in once, and says what became of it.</summary>
internal sealed class CentreDesk(NetworkPlan plan)
{
    private readonly Dictionary<int, long> _copies = [];
    private readonly HashSet<int> _seen = [];
    private readonly List<int> _bypassed = [];

    /// <summary>Payments that reached the system, in order of time.</summary>
    public List<Entry> Entries { get; } = [];

    /// <summary>Payments that came to nothing.</summary>
    public List<Refusal> Refusals { get; } = [];

    /// <summary>A message for the system, perhaps not for the first time (SW-10).</summary>
    /// <param name="now">Instant.</param>
    /// <param name="output">The delivery.</param>
    /// <param name="desk">The terminal, which sends a refusal.</param>
    /// <param name="weather">Whether the system refuses.</param>
    public void Take(long now, in SwitchOutput output, TerminalDesk desk, Weather weather)
    {
        int payment = (int)output.Message.Payload;
        if (output.Message.Type is not (96 or 103 or 202) || !_seen.Add(payment))
        {
            return;
        }

        AnswerCode refusal = default;
        if (plan.Service.Flow == MessageFlow.Y)
        {
            _copies[payment] = output.Message.CopyReference;
            refusal = weather.RefusalOf(plan.PayerOf(payment));
        }

        if (refusal.IsNone)
        {
            Entries.Add(new Entry(now, payment));
        }
        else
        {
            desk.Add(Authorisation(payment, refusal));
            Refusals.Add(new Refusal(now, payment, Reason.Refused));
        }
    }

    /// <summary>A payment went to its receiver without the system, which enters it when it is back.</summary>
    public void NoteBypassed(long now, int payment, bool isBack)
    {
        if (!_seen.Add(payment))
        {
            return;
        }

        if (isBack)
        {
            Entries.Add(new Entry(now, payment));
        }
        else
        {
            _bypassed.Add(payment);
        }
    }

    /// <summary>The system is back: what went without it is settled after the fact.</summary>
    public void EnterBypassed(long now)
    {
        Entries.AddRange(_bypassed.Select(payment => new Entry(now, payment)));
        _bypassed.Clear();
    }

    /// <summary>Says what became of a payment, to whom the flow tells it (SW-14, SW-15).</summary>
    public void Tell(in Verdict verdict, TerminalDesk desk)
    {
        int payment = verdict.Payment;
        (int payer, int payee) = (plan.PayerOf(payment), plan.PayeeOf(payment));
        if (_copies.ContainsKey(payment))
        {
            desk.Add(Authorisation(payment, verdict.IsSettled ? default : verdict.Code));
        }
        else if (!verdict.IsSettled)
        {
            desk.Add(plan.Written(payment, payer, 299) with { Reason = verdict.Code });
        }
        else
        {
            desk.Add(plan.Written(payment, payer, 900));
            desk.Add(plan.Written(payment, payee, plan.IsCopied ? 910 : plan.TypeOf(payment)));
        }
    }

    private SwitchMessage Authorisation(int payment, AnswerCode refusal) =>
        plan.Written(payment, SwitchOptions.Network, 97) with
        {
            CopyReference = _copies[payment],
            Reason = refusal,
            ReleaseInformation = payment + 1,
        };
}
