namespace Clearing.Settlement.Model;

/// <summary>
/// A floor or ceiling of one account: a small expression over what may change during the day. Worked out again when
/// one of its inputs changes, so that the hot path compares longs.
/// </summary>
/// <remarks>
/// The steps are in postfix order over a stack of 128-bit numbers with two infinities. Unlimited credit, and a sum of
/// limits that holds an unlimited one, is infinite. A multiple is rounded toward zero.
/// </remarks>
public sealed class Bound
{
    private static readonly Int128 Infinite = Int128.One << 100;

    /// <summary>Empty = no bound.</summary>
    public IReadOnlyList<BoundStep> Steps { get; init; } = [];

    /// <summary>No bound.</summary>
    public static Bound None { get; } = new();

    /// <summary>The floor of gross systems: minus the intraday credit.</summary>
    public static Bound MinusCredit { get; } = Linear(0, -1);

    public bool IsSet => Steps.Count > 0;

    public static Bound Fixed(long amountMinor) => new() { Steps = [new(BoundOp.Constant, amountMinor)] };

    /// <summary>A constant plus a multiple of the credit.</summary>
    public static Bound Linear(long constantMinor, long creditFactor) => new()
    {
        Steps =
        [
            new(BoundOp.Constant, constantMinor), new(BoundOp.Credit), new(BoundOp.Multiply, creditFactor),
            new(BoundOp.Add),
        ],
    };

    /// <summary>As a floor; <see cref="long.MinValue"/> when unbounded.</summary>
    public long AsFloor(in BoundInputs inputs) => IsSet ? Clamp(Evaluate(inputs)) : long.MinValue;

    /// <summary>As a ceiling; <see cref="long.MaxValue"/> when unbounded.</summary>
    public long AsCeiling(in BoundInputs inputs) => IsSet ? Clamp(Evaluate(inputs)) : long.MaxValue;

    private static long Clamp(Int128 value) => (long)Int128.Clamp(value, long.MinValue, long.MaxValue);

    private Int128 Evaluate(in BoundInputs inputs)
    {
        Span<Int128> stack = stackalloc Int128[Steps.Count];
        int top = -1;
        foreach (BoundStep step in Steps)
        {
            switch (step.Op)
            {
                case BoundOp.Constant:
                    stack[++top] = step.Number;
                    break;
                case BoundOp.Credit:
                    stack[++top] = Input(inputs.CreditMinor);
                    break;
                case BoundOp.LimitsGranted:
                    stack[++top] = Input(inputs.LimitsGrantedMinor);
                    break;
                case BoundOp.LimitsReceived:
                    stack[++top] = Input(inputs.LimitsReceivedMinor);
                    break;
                case BoundOp.Multiply:
                    stack[top] = Scale(stack[top], step);
                    break;
                default:
                    top--;
                    stack[top] = Combine(step.Op, stack[top], stack[top + 1]);
                    break;
            }
        }

        return stack[0];
    }

    private static Int128 Input(long amountMinor) => amountMinor == long.MaxValue ? Infinite : amountMinor;

    private static Int128 Scale(Int128 value, BoundStep step)
    {
        if (Int128.Abs(value) == Infinite)
        {
            return step.Number == 0 ? 0 : step.Number > 0 ? value : -value;
        }

        return value * step.Number / step.Divisor;
    }

    private static Int128 Combine(BoundOp op, Int128 left, Int128 right) => op switch
    {
        BoundOp.Add => Int128.Clamp(left + right, -Infinite, Infinite),
        BoundOp.Subtract => Int128.Clamp(left - right, -Infinite, Infinite),
        BoundOp.Minimum => Int128.Min(left, right),
        BoundOp.Maximum => Int128.Max(left, right),
        _ => throw new ArgumentOutOfRangeException(nameof(op), op, "Not an operation of a bound."),
    };
}

/// <summary>What a step of a bound does.</summary>
public enum BoundOp : byte
{
    /// <summary>Pushes <see cref="BoundStep.Number"/>, minor units.</summary>
    Constant,

    /// <summary>Pushes the intraday credit.</summary>
    Credit,

    /// <summary>Pushes the sum of the bilateral limits that others have towards this account.</summary>
    LimitsGranted,

    /// <summary>Pushes the sum of this account's bilateral limits towards others.</summary>
    LimitsReceived,

    /// <summary>Replaces the top by Number / Divisor times it, toward zero.</summary>
    Multiply,

    Add,
    Subtract,
    Minimum,
    Maximum,
}

/// <summary>One step of a bound.</summary>
public readonly record struct BoundStep(BoundOp Op, long Number = 0, long Divisor = 1);

/// <summary>What a bound may depend on; <see cref="long.MaxValue"/> = unlimited. Minor units.</summary>
/// <param name="CreditMinor">Intraday credit.</param>
/// <param name="LimitsGrantedMinor">
/// Sum of the limits that this account granted, that is of the limits from others to it (E1-2, CC-2).
/// </param>
/// <param name="LimitsReceivedMinor">Sum of the limits it received: from it to others (E1-2, CC-3).</param>
public readonly record struct BoundInputs(long CreditMinor, long LimitsGrantedMinor = 0, long LimitsReceivedMinor = 0);
