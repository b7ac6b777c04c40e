using System.Net.Sockets;
using Npgsql;

namespace Clearing.Journal.Postgres;

/// <summary>Says a fault of the database or of the way to it in the words of the journal.</summary>
internal static class PostgresFaults
{
    /// <param name="location">Host and database.</param>
    /// <param name="fault">What Npgsql threw.</param>
    /// <param name="appending">
    /// True when a group had been sent: unless the server itself said no, its outcome is not known.
    /// </param>
    public static JournalException Of(string location, Exception fault, bool appending)
    {
        (JournalFault kind, string advice) = fault switch
        {
            PostgresException { SqlState: PostgresErrorCodes.DiskFull } =>
                (JournalFault.Full, "Make room; nothing was lost."),
            PostgresException
            {
                SqlState: PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification
                    or PostgresErrorCodes.InsufficientPrivilege or PostgresErrorCodes.ReadOnlySqlTransaction,
            } => (JournalFault.Denied, "See to the user, its password and its rights."),
            PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName } =>
                (JournalFault.Absent, "Make the database first."),
            PostgresException
            {
                SqlState: PostgresErrorCodes.DataCorrupted or PostgresErrorCodes.IndexCorrupted,
            } => (JournalFault.Corrupt, "Restore the database from a copy and keep this one as evidence."),

            // The server rolls back what it refuses; only when it is being shut down it may have committed already.
            PostgresException said when !appending || !said.SqlState.StartsWith("57P", StringComparison.Ordinal) =>
                (JournalFault.Unavailable, "Look at the log of the server."),
            _ when appending =>
                (JournalFault.Unknown, "Whether it was written will be known when the stream is opened again."),
            _ => (JournalFault.Unavailable, "Is the server running, and can it be reached?"),
        };
        return new JournalException(kind, $"{location}: {fault.Message} {advice}", fault);
    }

    /// <summary>Whether an exception is one of the database or of the way to it.</summary>
    public static bool IsOne(Exception fault) =>
        fault is NpgsqlException or SocketException or TimeoutException or EndOfStreamException
            or IOException and not JournalException;
}
