using Clearing.Scenarios.Compilation;
using Clearing.Scenarios.Model;
using Clearing.Settlement.Model;

namespace Clearing.Scenarios.Tests;

public sealed class BehaviourTests
{
    private const string Yaml =
        """
        name: kinds
        participants: [{ id: A }, { id: B }, { id: K, via: A }]
        payments:
          - { id: p1, at: "09:00", from: A, to: B, amount: 1, kind: tax }
          - { id: p2, at: "09:01", from: A, to: B, amount: 1 }
          - { id: p3, at: "09:02", from: B, to: A, amount: 1, kind: tax }
          - { id: p4, at: "09:03", from: K, to: B, amount: 1, kind: tax }
        systems:
          - { name: gross, rulebook: rtgs }
        behaviours:
        """;

    [Theory]
    [InlineData("participants: [A], priority: { kinds: [tax, none-such], to: urgent }", "uNnn")]
    [InlineData("priority: { kinds: [tax], to: high }", "hnhh")]
    [InlineData("participants: [K], priority: { to: urgent }", "nnnu")]
    public void Payments_of_a_kind_have_the_priority_that_a_behaviour_says(string behaviour, string priorities)
    {
        PaymentTable payments = Reading.Good($"{Yaml}\n  - {{ {behaviour} }}").Payments;

        Assert.Equal(priorities.ToUpperInvariant(), string.Concat(payments.Priority.Select(p => p.ToString()[0])));
    }

    [Fact]
    public void The_last_behaviour_that_takes_a_payment_holds()
    {
        PaymentTable payments = Reading.Good(Yaml + "\n  - { priority: { kinds: [tax], to: urgent } }"
            + "\n  - { participants: [B], priority: { kinds: [tax], to: high } }").Payments;

        Assert.Equal([Priority.Urgent, Priority.Normal, Priority.High, Priority.Urgent], payments.Priority);
    }

    [Fact]
    public void Banks_send_to_whole_arrangements()
    {
        CompilationContext context = Reading.Context();
        context.Systems = new SystemNames(
            ["alone", "us"],
            [
                new NamedSystem("alone", 0, context.Currency, context.Calendar),
                new NamedSystem("fedwire", 1, context.Currency, context.Calendar),
                new NamedSystem("chips", 1, context.Currency, context.Calendar),
            ]);
        BehaviourCompiler compiler = new(context);
        compiler.Compile([new() { System = new("us"), Send = new() { IsImmediate = true } }], []);

        Assert.Equal((1, SendRule.Immediate), (compiler.Rules[0].System, compiler.Rules[0].Send));
        Assert.Equal(0, context.Problems.Count);
        compiler.Compile([new() { System = new("chips"), Send = new() { IsImmediate = true } }], []);
        Assert.Single(compiler.Rules);
        Assert.Contains("CLR-1303", Assert.Single(context.Problems.Sorted()).Code, StringComparison.Ordinal);
    }
}
