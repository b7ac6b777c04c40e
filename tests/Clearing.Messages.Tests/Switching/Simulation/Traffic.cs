using Clearing.Messages.Switching;

namespace Clearing.Messages.Tests.Switching.Simulation;

/// <summary>The payments of a simulation, each a function of its number: banks and checker agree unasked.</summary>
internal sealed class Traffic(SimulationOptions options)
{
    public static readonly AnswerCode BadContent = AnswerCode.Of("T27001");

    /// <summary>Service places: the centres' Y services, then one T service.</summary>
    public int ServiceOf(int payment)
    {
        ulong draw = Roll(payment, 1) % 32;
        return draw < 4 ? 1 + (int)(Roll(payment, 2) % (ulong)options.Centres)
            : draw == 4 ? options.Centres + 1
            : 0;
    }

    public bool IsAsked(int payment) => ServiceOf(payment) is int service && service > 0 && service <= options.Centres;

    public int SenderOf(int payment) => payment % options.Banks;

    public int ReceiverOf(int payment)
    {
        int other = (int)(Roll(payment, 3) % (ulong)(options.Banks - 1));
        return other < SenderOf(payment) ? other : other + 1;
    }

    /// <summary>What validation says of it.</summary>
    public AnswerCode VerdictOn(int payment) => Roll(payment, 4) % 512 == 0 ? BadContent : default;

    /// <summary>What the centre decides; empty = it settles.</summary>
    public AnswerCode DecisionOn(int payment) => Roll(payment, 5) % 32 == 0 ? AnswerCode.Of("70") : default;

    public SwitchMessage MessageOf(int payment)
    {
        ulong draw = Roll(payment, 6) % 64;
        return new SwitchMessage
        {
            Sender = SenderOf(payment),
            Receiver = ReceiverOf(payment),
            Type = 103,
            Service = ServiceOf(payment),
            Priority = draw < 4 ? MessagePriority.Urgent : MessagePriority.Normal,
            Monitoring = draw < 2 ? DeliveryMonitoring.NonDelivery
                : draw < 4 ? DeliveryMonitoring.Both
                : draw < 6 ? DeliveryMonitoring.Delivery
                : DeliveryMonitoring.None,
            BodyHash = Roll(payment, 7),
            BusinessKey = (UInt128)(ulong)payment + 1,
            Payload = payment,
        };
    }

    private ulong Roll(int payment, int what) => Dice.Mix(unchecked(
        (ulong)payment + (options.Seed * 0x9E3779B97F4A7C15UL) + ((ulong)what << 40)));
}
