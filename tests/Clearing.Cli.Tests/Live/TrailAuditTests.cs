using System.Buffers.Binary;
using Clearing.Cli.Verbs;
using Clearing.Grains.Operating;
using Clearing.Grains.Worlds;
using Clearing.Journal.Groups;
using Clearing.Scenarios.Model;
using Microsoft.Data.Sqlite;

namespace Clearing.Cli.Tests.Live;

/// <summary>What the verbs that read journals make of an audit trail.</summary>
public sealed class TrailAuditTests
{
    private const string Day =
        """
        name: two
        calendar: { date: 2026-01-05, open: "09:00", close: "17:00" }
        participants:
          - { id: A, balance: 100.00 }
          - { id: B, balance: 100.00 }
        payments:
          - { id: p1, at: "10:00", from: A, to: B, amount: 1.00 }
        systems:
          - { name: gross, rulebook: rtgs }
        """;

    private const int PayloadAt = 208;
    private const int ChecksumAt = 12;

    [Fact]
    public async Task Verify_reads_the_trail_beside_the_ledgers_and_replay_passes_it_over()
    {
        using Session session = new();
        string day = await MakeAsync(session);

        Assert.Equal(ExitCode.Ok, await session.RunAsync("verify", "--data", session.In("data"), day));
        Assert.Contains("two/@audit-trail", session.Out);
        Assert.Contains("3 lines of the audit trail, without a gap", session.Out);
        Assert.Equal(ExitCode.Ok, await session.RunAsync("replay", "--data", session.In("data"), day));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task X11_A_trail_that_was_edited_and_given_a_good_checksum_is_found_by_its_chain(int group)
    {
        using Session session = new();
        string day = await MakeAsync(session);
        Forge(session.In("data"), group);

        Assert.Equal(ExitCode.InvariantBroken, await session.RunAsync("verify", "--data", session.In("data"), day));
        Assert.Contains("The journal is broken.", session.Out);
        Assert.Contains(group == 3 ? "the last group does not have the hash" : "group 2: octet 144", session.Out);
    }

    private static async Task<string> MakeAsync(Session session)
    {
        string path = session.Write("day.yaml", Day);
        Scenario scenario = WorldScenario.Read(path).Scenario!;
        await using WorldHost host = await WorldHost.StartAsync(
            scenario, new WorldPlace(session.In("data"), null), new WorldOptions(),
            TestContext.Current.CancellationToken);
        await host.OpenAsync();
        IAuditTrailGrain trail = host.Grains.GetGrain<IAuditTrailGrain>("two");
        foreach (string name in (string[])["olga", "omar", "otto"])
        {
            await trail.WriteAsync([new TrailEntry(name, TrailKinds.Proposed, "1", "halt")]);
        }

        return path;
    }

    // Somebody who knows the format changes a name and has the checksum say so.
    private static void Forge(string folder, int group)
    {
        using SqliteConnection connection = new($"Data Source={Path.Combine(folder, "journal.db")}");
        connection.Open();
        using SqliteCommand read = connection.CreateCommand();
        read.CommandText = "SELECT id, body FROM groups WHERE id = $group + (1 << 40) * "
            + "(SELECT id FROM streams WHERE name = 'two/@audit-trail')";
        read.Parameters.AddWithValue("$group", group);
        using SqliteDataReader reader = read.ExecuteReader();
        Assert.True(reader.Read());
        long id = reader.GetInt64(0);
        byte[] body = (byte[])reader[1];
        int name = body.AsSpan(PayloadAt).IndexOf("\"by\":\"o"u8) + PayloadAt + 6;
        body[name] = (byte)'a';
        BinaryPrimitives.WriteUInt32LittleEndian(body.AsSpan(ChecksumAt), 0);
        BinaryPrimitives.WriteUInt32LittleEndian(body.AsSpan(ChecksumAt), Crc32C.Of(body));
        reader.Close();
        using SqliteCommand write = connection.CreateCommand();
        write.CommandText = "UPDATE groups SET body = $body WHERE id = $id";
        write.Parameters.AddWithValue("$body", body);
        write.Parameters.AddWithValue("$id", id);
        Assert.Equal(1, write.ExecuteNonQuery());
        SqliteConnection.ClearAllPools();
    }
}
