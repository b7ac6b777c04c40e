using Clearing.Grains.Ledgers;
using Clearing.Messages.Files;
using Clearing.Messages.Sessions;
using Clearing.Server.Intake;
using Standing = Clearing.Messages.Sessions.Standing;

namespace Clearing.Server.Telling;

/// <summary>Writes the answers to a batch: runs of records, and where they are wanted runs of messages.</summary>
/// <param name="builder">Where they are written.</param>
/// <param name="isNative">True when messages are answered by messages.</param>
/// <param name="clock">Business time, microseconds since 1970-01-01 UTC.</param>
internal sealed class AnswerFrames(FrameBuilder builder, bool isNative, Func<long> clock)
{
    private readonly NativeAnswers _native = new(builder);

    /// <summary>Writes the answers to a batch.</summary>
    /// <param name="batch">The instructions, with what the ledger answered.</param>
    /// <returns>False when one is in doubt and would have to be answered by a message; then nothing more is written.
    /// </returns>
    public bool TryWrite(Submission batch)
    {
        foreach (Remark remark in batch.Remarks)
        {
            builder.Begin(FrameKind.Control);
            remark.Write(builder);
            builder.End();
        }

        ReadOnlySpan<PaymentState> states = batch.States;
        int command = 0;
        for (int first = 0; first < batch.Count;)
        {
            FrameKind kind = batch.Items[first].Kind;
            bool isMessage = isNative && kind != FrameKind.Bulk;
            int end = isMessage ? EndOfRun(batch, first) : batch.Count;
            if (!isMessage)
            {
                WriteRecords(batch, states, ref command);
            }
            else if (!TryWriteMessages(batch, states, first, end, ref command))
            {
                return false;
            }

            first = end;
        }

        return true;
    }

    private void WriteRecords(Submission batch, ReadOnlySpan<PaymentState> states, ref int command)
    {
        builder.Begin(FrameKind.Answers, FrameMarks.None, batch.First);
        Span<byte> to = builder.GetSpan(batch.Count * AnswerRecord.Length);
        for (int i = 0; i < batch.Count; i++)
        {
            Of(batch.StateOf(i, states, ref command)).Write(to[(i * AnswerRecord.Length)..]);
        }

        builder.Advance(batch.Count * AnswerRecord.Length);
        builder.End();
    }

    private bool TryWriteMessages(
        Submission batch, ReadOnlySpan<PaymentState> states, int first, int end, ref int command)
    {
        FrameKind kind = batch.Items[first].Kind;
        long nowUs = clock();
        builder.Begin(kind, FrameMarks.Batch, batch.First + (ulong)first);
        for (int i = first; i < end; i++)
        {
            ref readonly Submission.Item item = ref batch.Items[i];
            AnswerRecord answer = Of(batch.StateOf(i, states, ref command));
            if (answer.Standing == Standing.InDoubt)
            {
                builder.Abandon();
                return false;
            }

            if (!builder.HasRoom(NativeAnswers.MostOctets))
            {
                builder.End();
                builder.Begin(kind, FrameMarks.Batch, batch.First + (ulong)i);
            }

            builder.BeginMessage();
            _native.Write(batch, item, answer, nowUs);
            builder.EndMessage();
        }

        builder.End();
        return true;
    }

    private static int EndOfRun(Submission batch, int first)
    {
        int end = first + 1;
        while (end < batch.Count && batch.Items[end].Kind == batch.Items[first].Kind)
        {
            end++;
        }

        return end;
    }

    /// <summary>The answer in a state that the ledger told.</summary>
    public static AnswerRecord Of(in PaymentState state) => new(
        (Standing)state.Standing, state.IsRepeated, (byte)state.Reason, state.Number, state.Time);
}
