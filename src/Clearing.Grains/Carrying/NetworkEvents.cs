using Clearing.Messages.Switching;
using Clearing.Scenarios.Model;
using Clearing.Settlement.Model;

namespace Clearing.Grains.Carrying;

/// <summary>A payment that reached its system.</summary>
/// <param name="Time">Instant of entry.</param>
/// <param name="Payment">Dense payment index.</param>
internal readonly record struct Entry(long Time, int Payment);

/// <summary>A payment that came to nothing on the way.</summary>
/// <param name="Time">Instant at which it was refused.</param>
/// <param name="Payment">Dense payment index.</param>
/// <param name="Reason">Why.</param>
public readonly record struct Refusal(long Time, int Payment, Reason Reason);

/// <summary>What became of a payment in its system, so that the system can say so.</summary>
/// <param name="Time">Instant.</param>
/// <param name="Payment">Dense payment index.</param>
/// <param name="IsSettled">False for any other end.</param>
/// <param name="Code">Two digits that say why not.</param>
internal readonly record struct Verdict(long Time, int Payment, bool IsSettled, AnswerCode Code);

/// <summary>A beginning or an end of a fault.</summary>
/// <param name="Time">Instant.</param>
/// <param name="Fault">Which.</param>
/// <param name="IsEnd">True for the end; for a control processor, its standby takes over.</param>
internal readonly record struct Turn(long Time, NetworkFault Fault, bool IsEnd)
{
    /// <summary>All of them in order of time, at one instant ends first.</summary>
    public static Turn[] Of(NetworkPlan plan) =>
    [
        .. plan.Faults
            .SelectMany<NetworkFault, Turn>(fault =>
            [
                new(fault.At, fault, IsEnd: false),
                new(fault.Kind == NetworkFaultKind.ControlProcessor
                    ? fault.At + Math.Max(1, plan.Network.TakeoverUs) : fault.Until, fault, IsEnd: true),
            ])
            .OrderBy(turn => turn.Time).ThenBy(turn => turn.IsEnd ? 0 : 1),
    ];
}

/// <summary>Things that come a fixed time after their cause, so in the order of their causes.</summary>
/// <param name="delayUs">That time, microseconds.</param>
internal sealed class DelayLine<T>(long delayUs)
{
    private readonly Queue<(long Time, T Item)> _items = [];

    /// <summary>When the next one comes; <see cref="long.MaxValue"/> = none is under way.</summary>
    public long NextTime => _items.TryPeek(out (long Time, T Item) next) ? next.Time : long.MaxValue;

    public void Add(long cause, T item) => _items.Enqueue((cause + delayUs, item));

    public T Take() => _items.Dequeue().Item;

    public void Clear() => _items.Clear();
}
