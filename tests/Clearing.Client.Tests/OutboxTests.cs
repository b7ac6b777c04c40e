using Clearing.Client.Submitting;
using Clearing.Messages.Sessions;

namespace Clearing.Client.Tests;

public sealed class OutboxTests
{
    private const int Payments = 4_000;

    [Fact]
    public void A_batch_costs_a_few_objects_however_many_payments_it_has()
    {
        BulkInstruction[] bulk = [.. Enumerable.Range(1, Payments).Select(
            n => new BulkInstruction((ulong)n, 100, 1, 2, 2, 0, 0, 0))];
        AnswerRecord[] answers = new AnswerRecord[Payments];
        byte[] settled = new byte[Payments * AnswerRecord.Length];
        for (int i = 0; i < Payments; i++)
        {
            new AnswerRecord(Standing.Settled, false, 0, i, 1).Write(settled.AsSpan(i * AnswerRecord.Length));
        }

        long allocated = Allocation.Least(() =>
        {
            Outbox outbox = new();
            FrameBuilder builder = new();
            ulong next = 1;
            Round();
            return Round;

            void Round()
            {
                builder.Clear();
                outbox.Add(new BulkSubmission(bulk, answers) { Deadline = long.MaxValue });
                Assert.True(outbox.TryWriteFrame(builder, 16_384));
                Assert.False(outbox.TryWriteFrame(builder, 16_384));
                Assert.True(outbox.TryAnswer(next, settled));
                next += Payments;
            }
        });

        Assert.InRange(allocated, 0, Payments / 2);
    }

    [Fact]
    public void Numbers_stay_within_the_span_that_a_ledger_can_tell_from_repeats()
    {
        BulkInstruction[] bulk = [.. Enumerable.Range(1, 6_000).Select(
            n => new BulkInstruction((ulong)n, 100, 1, 2, 2, 0, 0, 0))];
        Outbox outbox = new();
        FrameBuilder builder = new();
        outbox.Add(new BulkSubmission(bulk, new AnswerRecord[6_000]) { Deadline = long.MaxValue });

        while (outbox.TryWriteFrame(builder, 16_384))
        {
        }

        Assert.Equal(4_096, outbox.InFlight);
        byte[] one = new byte[AnswerRecord.Length];
        new AnswerRecord(Standing.Settled, false, 0, 1, 1).Write(one);
        Assert.True(outbox.TryAnswer(1, one));
        Assert.True(outbox.TryWriteFrame(builder, 16_384));
        Assert.Equal(4_096, outbox.InFlight);
    }

    [Fact]
    public void Answers_to_what_was_not_sent_or_out_of_order_are_no_answers()
    {
        Outbox outbox = new();
        byte[] one = new byte[AnswerRecord.Length];

        Assert.False(outbox.TryAnswer(1, one));
        outbox.Add(new BulkSubmission(
            new[] { new BulkInstruction(1, 100, 1, 2, 2, 0, 0, 0) }, new AnswerRecord[1]));
        Assert.True(outbox.TryWriteFrame(new FrameBuilder(), 10));
        Assert.False(outbox.TryAnswer(2, one));
        Assert.False(outbox.TryAnswer(1, new byte[2 * AnswerRecord.Length]));
        Assert.False(outbox.TryAnswer(1, new byte[3]));
    }
}
