using System.Numerics;
using Clearing.Scenarios.Compilation;
using Clearing.Scenarios.Model;
using Clearing.Scenarios.Text;
using Clearing.Settlement.Model;

namespace Clearing.Scenarios.Expressions;

/// <summary>
/// An expression as written. What is known of a participant is worked out when the scenario is read, exactly; credit
/// and sums of limits stay as steps of a bound.
/// </summary>
internal sealed class Expression
{
    /// <summary>Greatest number before <c>*</c>.</summary>
    public const int GreatestFactor = 1_000_000;

    /// <summary>Most decimals of a number before <c>*</c>.</summary>
    public const int FactorDecimals = 9;

    private static readonly BigInteger LongestStep = BigInteger.One << 126;

    private readonly ExpressionNode? _root;
    private readonly Mark _at;
    private readonly Currency _currency;
    private readonly CompilationContext _context;
    private readonly bool _isShared;
    private Bound? _shared;

    /// <param name="root">Null = none.</param>
    /// <param name="at">Its place.</param>
    /// <param name="currency">Of the system.</param>
    /// <param name="context">Where errors go.</param>
    public Expression(ExpressionNode? root, Mark at, Currency currency, CompilationContext context)
    {
        _root = root;
        _at = at;
        _currency = currency;
        _context = context;
        _isShared = root is null || !Any(root, node => node is NameNode or MultipleNode { Factor.Attribute: not null });
        IsFixed = root is null || !Any(root, node => node is ChangingNode);
    }

    /// <summary>True when nothing in it changes while a system runs.</summary>
    public bool IsFixed { get; }

    public Mark At => _at;

    /// <summary>True for a number that may stand before <c>*</c>.</summary>
    public static bool IsFactor(decimal number) =>
        Math.Abs(number) <= GreatestFactor && decimal.Round(number, FactorDecimals) == number;

    /// <summary>As a floor or a ceiling of one participant; no bound after an error.</summary>
    /// <param name="participant">Whose.</param>
    /// <param name="openingMinor">What `opening` is; null where the system has none.</param>
    public Bound BoundOf(Participant participant, long? openingMinor)
    {
        if (_root is null)
        {
            return Bound.None;
        }

        if (!_isShared)
        {
            return Fold(participant, openingMinor);
        }

        return _shared ??= Fold(participant, openingMinor);
    }

    /// <summary>As an amount of one participant; null for <c>none</c> and after an error.</summary>
    public long? AmountOf(Participant participant, long? openingMinor) =>
        BoundOf(participant, openingMinor) is { IsSet: true } bound ? bound.Steps[0].Number : null;

    private static bool Any(ExpressionNode node, Predicate<ExpressionNode> test) => test(node) || node switch
    {
        MultipleNode multiple => Any(multiple.Term, test),
        PairNode pair => Any(pair.Left, test) || Any(pair.Right, test),
        _ => false,
    };

    private Bound Fold(Participant participant, long? openingMinor)
    {
        if (_root is MultipleNode
            {
                Factor: { Attribute: null, Number: -1 },
                Term: ChangingNode { Input: BoundOp.Credit },
            })
        {
            return Bound.MinusCredit;
        }

        List<BoundStep> steps = [];
        try
        {
            Part part = Emit(_root!, steps, new Known(participant, openingMinor));
            if (part.Fixed is { } amount)
            {
                steps.Add(Constant(amount));
            }
        }
        catch (UnfitException unfit)
        {
            _context.Error(unfit.Code, _at, unfit.Message);
            return Bound.None;
        }

        return new Bound { Steps = steps };
    }

    /// <summary>A fixed part adds no step: the caller folds it, or adds it as a constant.</summary>
    private Part Emit(ExpressionNode node, List<BoundStep> steps, in Known known)
    {
        switch (node)
        {
            case AmountNode amount:
                return new Part(amount.Minor, 0);
            case NameNode name:
                return new Part(ValueOf(name.Name, known), 0);
            case ChangingNode changing:
                steps.Add(new BoundStep(changing.Input));
                return new Part(null, long.MaxValue);
            case MultipleNode multiple:
                return Multiple(multiple, steps, known);
            case PairNode pair:
                return Pair(pair, steps, known);
            default:
                throw new ArgumentOutOfRangeException(nameof(node));
        }
    }

    private Part Multiple(MultipleNode multiple, List<BoundStep> steps, in Known known)
    {
        (long number, long divisor) = Fraction(multiple.Factor, known);
        Part term = Emit(multiple.Term, steps, known);
        if (term.Fixed is { } amount)
        {
            return new Part(amount * number / divisor, 0);
        }

        BigInteger size = term.Size * Math.Abs(number);
        if (size >= LongestStep)
        {
            throw new UnfitException(ErrorCodes.OutOfRange, "The multiples of this expression are too large together");
        }

        steps.Add(new BoundStep(BoundOp.Multiply, number, divisor));
        return new Part(null, (size / divisor) + 1);
    }

    private Part Pair(PairNode pair, List<BoundStep> steps, in Known known)
    {
        int start = steps.Count;
        Part left = Emit(pair.Left, steps, known);
        Part right = Emit(pair.Right, steps, known);
        if (left.Fixed is { } a && right.Fixed is { } b)
        {
            BigInteger folded = pair.Op switch
            {
                BoundOp.Add => a + b,
                BoundOp.Subtract => a - b,
                BoundOp.Minimum => BigInteger.Min(a, b),
                _ => BigInteger.Max(a, b),
            };
            return new Part(folded, 0);
        }

        if (left.Fixed is { } first)
        {
            steps.Insert(start, Constant(first));
        }
        else if (right.Fixed is { } second)
        {
            steps.Add(Constant(second));
        }

        steps.Add(new BoundStep(pair.Op));
        return new Part(null, left.Size + right.Size + long.MaxValue);
    }

    private static BoundStep Constant(BigInteger amount) => BigInteger.Abs(amount) < long.MaxValue
        ? new BoundStep(BoundOp.Constant, (long)amount)
        : throw new UnfitException(ErrorCodes.OutOfRange, "The amounts of this expression do not fit into 64 bits");

    private BigInteger ValueOf(string name, in Known known)
    {
        if (name == "balance")
        {
            return _context.BalanceOf(known.Participant, _currency);
        }

        if (name == "opening" && known.OpeningMinor is { } opening)
        {
            return opening;
        }

        decimal value = AttributeOf(name, known.Participant);
        BigInteger scale = BigInteger.Pow(10, _currency.Decimals);
        (BigInteger number, BigInteger divisor) = Exact(value);
        BigInteger minor = BigInteger.DivRem(number * scale, divisor, out BigInteger rest);
        return rest.IsZero
            ? minor
            : throw new UnfitException(ErrorCodes.TooManyDecimals, $"`{name}` of the participant "
                + $"{known.Participant.Id} has more than the {_currency.Decimals} decimals of {_currency.Code}; "
                + "amounts are never rounded");
    }

    private static (long Number, long Divisor) Fraction(Factor factor, in Known known)
    {
        decimal number = factor.Number;
        if (factor.Attribute is { } name)
        {
            number *= AttributeOf(name, known.Participant);
            if (!IsFactor(number))
            {
                throw new UnfitException(ErrorCodes.OutOfRange,
                    $"`{name}` of the participant {known.Participant.Id} cannot stand before `*`: at most "
                    + $"{GreatestFactor} with {FactorDecimals} decimals");
            }
        }

        (BigInteger numerator, BigInteger divisor) = Exact(decimal.Round(number, FactorDecimals));
        BigInteger common = BigInteger.GreatestCommonDivisor(numerator, divisor);
        return ((long)(numerator / common), (long)(divisor / common));
    }

    private static decimal AttributeOf(string name, Participant participant)
    {
        if (participant.Attributes.TryGetValue(name, out decimal value))
        {
            return value;
        }

        IEnumerable<string> known = participant.Attributes.Keys
            .Concat(["balance", "credit", "limits-granted", "limits-received"])
            .Order(StringComparer.Ordinal);
        throw new UnfitException(ErrorCodes.UnknownAttribute,
            $"The participant {participant.Id} has no attribute `{name}`{Nearest.Hint(name, known)}");
    }

    private static (BigInteger Number, BigInteger Divisor) Exact(decimal value)
    {
        int decimals = value.Scale;
        BigInteger divisor = BigInteger.Pow(10, decimals);
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        BigInteger magnitude = ((BigInteger)(uint)bits[2] << 64) + ((BigInteger)(uint)bits[1] << 32) + (uint)bits[0];
        return (value < 0 ? -magnitude : magnitude, divisor);
    }

    /// <summary>Whom an expression is worked out for.</summary>
    private readonly record struct Known(Participant Participant, long? OpeningMinor);

    /// <summary>What an emitted part is: a fixed amount, or steps whose result is at most so large.</summary>
    private readonly record struct Part(BigInteger? Fixed, BigInteger Size);

    private sealed class UnfitException(string code, string message) : Exception(message)
    {
        public string Code { get; } = code;
    }
}
