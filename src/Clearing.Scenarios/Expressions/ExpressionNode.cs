using System.Numerics;
using Clearing.Settlement.Model;

namespace Clearing.Scenarios.Expressions;

/// <summary>A part of an expression.</summary>
internal abstract record ExpressionNode;

/// <summary>An amount in minor units.</summary>
internal sealed record AmountNode(BigInteger Minor) : ExpressionNode;

/// <summary>What events change while a system runs: credit and sums of limits.</summary>
internal sealed record ChangingNode(BoundOp Input) : ExpressionNode;

/// <summary>What is known of each participant when the scenario is read.</summary>
internal sealed record NameNode(string Name) : ExpressionNode;

/// <summary>A multiple, rounded toward zero.</summary>
internal sealed record MultipleNode(Factor Factor, ExpressionNode Term) : ExpressionNode;

/// <summary>A sum, a difference, or the smaller or greater of two.</summary>
internal sealed record PairNode(BoundOp Op, ExpressionNode Left, ExpressionNode Right) : ExpressionNode;

/// <summary>The number of a multiple.</summary>
/// <param name="Number">Where it is written out.</param>
/// <param name="Attribute">Where it is an attribute of the participant; then the number is its sign.</param>
internal readonly record struct Factor(decimal Number, string? Attribute = null);
