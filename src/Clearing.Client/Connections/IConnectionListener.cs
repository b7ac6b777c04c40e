using Clearing.Messages.Files;

namespace Clearing.Client.Connections;

/// <summary>Who is told what comes over a connection, in order, one thing at a time, on the connection's reading loop.
/// What is handed over must be used before the method returns.</summary>
internal interface IConnectionListener
{
    /// <summary>Answers of 16 octets each.</summary>
    /// <param name="first">Number of the instruction that the first of them answers.</param>
    /// <param name="records">One after the other.</param>
    void OnAnswers(ulong first, ReadOnlySpan<byte> records);

    /// <summary>Notices in records.</summary>
    /// <param name="first">Number of the first.</param>
    /// <param name="records">One after the other.</param>
    void OnNotices(ulong first, ReadOnlySpan<byte> records);

    /// <summary>A frame of messages: native answers or notices.</summary>
    void OnMessages(ulong first, in Frame frame);

    /// <summary>A control that is not the connection's own business.</summary>
    void OnControl(ReadOnlySpan<byte> contents);

    /// <summary>The connection has ended; nothing comes after it.</summary>
    void OnEnded(SessionException why);
}
