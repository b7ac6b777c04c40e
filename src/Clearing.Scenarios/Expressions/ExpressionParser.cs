using System.Numerics;
using Clearing.Scenarios.Compilation;
using Clearing.Scenarios.Text;
using Clearing.Scenarios.Values;
using Clearing.Settlement.Model;

namespace Clearing.Scenarios.Expressions;

/// <summary>
/// Reads expressions by recursive descent: <c>[-] term {(+|-) term}</c>, a term being an amount, a name,
/// <c>number * term</c>, <c>min(...)</c>, <c>max(...)</c> or an expression in parentheses.
/// </summary>
internal sealed class ExpressionParser
{
    /// <summary>Longest expression; it bounds the nesting too.</summary>
    public const int MaxLength = 500;

    private readonly string _text;
    private readonly Mark _at;
    private readonly Currency _currency;
    private readonly CompilationContext _context;
    private int _place;
    private bool _failed;

    private ExpressionParser(string text, Mark at, Currency currency, CompilationContext context)
    {
        _text = text;
        _at = at;
        _currency = currency;
        _context = context;
        SkipSpaces();
    }

    /// <summary>The expression, or null after an error; <c>none</c> has no root.</summary>
    public static Expression? Parse(string text, Mark at, Currency currency, CompilationContext context)
    {
        if (text.Trim() == "none")
        {
            return new Expression(null, at, currency, context);
        }

        ExpressionParser parser = new(text, at, currency, context);
        ExpressionNode root = parser.Whole();
        return parser._failed ? null : new Expression(root, at, currency, context);
    }

    private ExpressionNode Whole()
    {
        if (_text.Length > MaxLength)
        {
            return Fail($"it is longer than {MaxLength} characters");
        }

        ExpressionNode root = Sum();
        return _failed || _place == _text.Length ? root : Fail($"{Found()} stands where `+`, `-` or the end belongs");
    }

    private ExpressionNode Sum()
    {
        bool negative = Take('-');
        ExpressionNode sum = Term();
        sum = negative ? Negative(sum) : sum;
        while (!_failed)
        {
            BoundOp op = Take('+') ? BoundOp.Add : Take('-') ? BoundOp.Subtract : BoundOp.Constant;
            if (op == BoundOp.Constant)
            {
                break;
            }

            sum = new PairNode(op, sum, Term());
        }

        return sum;
    }

    private static ExpressionNode Negative(ExpressionNode term) => term switch
    {
        AmountNode amount => new AmountNode(-amount.Minor),
        MultipleNode multiple => multiple with
        {
            Factor = multiple.Factor with { Number = -multiple.Factor.Number },
        },
        _ => new MultipleNode(new Factor(-1), term),
    };

    private ExpressionNode Term()
    {
        if (_place < _text.Length && char.IsAsciiDigit(_text[_place]))
        {
            string number = Word(static c => char.IsAsciiDigit(c) || c is '.' or '_');
            return Take('*') ? Multiple(number) : Amount(number);
        }

        if (_place < _text.Length && char.IsAsciiLetterLower(_text[_place]))
        {
            string name = Word(static c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');
            return Take('*') ? MultipleOf(name) : Take('(') ? Function(name) : Name(name);
        }

        if (!Take('('))
        {
            return Fail($"{Found()} stands where an amount, a name or `(` belongs");
        }

        ExpressionNode inner = Sum();
        return _failed || Take(')') ? inner : Fail($"{Found()} stands where `)` belongs");
    }

    private AmountNode Amount(string number)
    {
        _failed |= _context.Money(number, _at, _currency) is null;
        return new AmountNode(_failed ? 0 : _context.Money(number, _at, _currency)!.Value);
    }

    private ExpressionNode Multiple(string number)
    {
        if (AmountText.Parse(number, out decimal factor) != AmountFault.None || !Expression.IsFactor(factor))
        {
            return Fail($"{Characters.Show(number)} is not a number before `*`: a plain decimal, "
                + $"at most {Expression.GreatestFactor} with {Expression.FactorDecimals} decimals");
        }

        return new MultipleNode(new Factor(factor), Term());
    }

    private ExpressionNode MultipleOf(string name) => name is "credit" or "balance" || IsLimits(name)
        ? Fail($"`{name}` is an amount; a number or an attribute stands before `*`")
        : new MultipleNode(new Factor(1, name), Term());

    private ExpressionNode Function(string name)
    {
        if (name is not ("min" or "max"))
        {
            return Fail($"{Characters.Show(name)} stands before `(`; the functions are `min` and `max`");
        }

        BoundOp op = name == "min" ? BoundOp.Minimum : BoundOp.Maximum;
        ExpressionNode result = Sum();
        if (!_failed && !Take(','))
        {
            return Fail($"{Found()} stands where `,` belongs: `{name}` is of two or more");
        }

        do
        {
            result = new PairNode(op, result, Sum());
        }
        while (!_failed && Take(','));

        return _failed || Take(')') ? result : Fail($"{Found()} stands where `,` or `)` belongs");
    }

    private ExpressionNode Name(string name) => name switch
    {
        "none" => Fail("`none` stands alone"),
        "credit" => new ChangingNode(BoundOp.Credit),
        "limits-granted" => new ChangingNode(BoundOp.LimitsGranted),
        "limits-received" => new ChangingNode(BoundOp.LimitsReceived),
        _ when !Ids.IsKind(name) => Fail($"{Characters.Show(name)} is too long for a name"),
        _ => new NameNode(name),
    };

    private static bool IsLimits(string name) => name is "limits-granted" or "limits-received";

    private string Word(Predicate<char> isPart)
    {
        int start = _place;
        while (_place < _text.Length && isPart(_text[_place]))
        {
            _place++;
        }

        string word = _text[start.._place];
        SkipSpaces();
        return word;
    }

    private bool Take(char symbol)
    {
        if (_place >= _text.Length || _text[_place] != symbol)
        {
            return false;
        }

        _place++;
        SkipSpaces();
        return true;
    }

    private void SkipSpaces()
    {
        while (_place < _text.Length && _text[_place] == ' ')
        {
            _place++;
        }
    }

    private string Found() => _place < _text.Length ? Characters.Show(_text.AsSpan(_place)) : "the end";

    private AmountNode Fail(string why)
    {
        if (!_failed)
        {
            _failed = true;
            _context.Error(ErrorCodes.Bound, _at, $"{Characters.Show(_text)} is not an expression: {why}; "
                + "write `none`, or terms such as `10.00`, `credit` or `2 * opening-position` joined by `+` and `-`");
        }

        return new AmountNode(BigInteger.Zero);
    }
}
