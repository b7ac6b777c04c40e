using Clearing.Journal.Sqlite;
using Microsoft.Data.Sqlite;

namespace Clearing.Journal.Tests.Stores;

/// <summary>What befalls files and folders of the embedded store.</summary>
public sealed class SqliteFaultTests : IDisposable
{
    private const string Stream = "riverside/RTGS";

    private readonly DirectoryInfo _temporary = Directory.CreateTempSubdirectory("clearing-journal-");
    private int _folders;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_folder_that_is_served_from_is_in_use_until_its_process_lets_it_go()
    {
        string folder = Folder();
        await using (SqliteStore.Open(folder, StoreAccess.Write, SqliteTuning.Default))
        {
            JournalException taken = await Slices.FaultAsync(
                JournalFault.InUse, () => SqliteStore.OpenAsync(folder, cancellation: Stop));
            Assert.Contains("another process serves from it", taken.Message, StringComparison.Ordinal);
        }

        await using SqliteStore free = await SqliteStore.OpenAsync(folder, cancellation: Stop);
        Assert.Equal(1, (await free.OpenAsync(Stream, Stop)).Epoch);
    }

    [Fact]
    public void S4_A_new_data_folder_is_flushed_into_each_folder_that_had_to_be_made_for_it()
    {
        string above = Folder();
        string folder = Path.Combine(above, "world", "data");

        Assert.Equal(
            [Path.Combine(above, "world"), above], FolderEntry.Make(folder));
        Assert.True(Directory.Exists(folder));
        Assert.Empty(FolderEntry.Make(folder));
    }

    [Fact]
    public async Task S12_A_folder_or_file_that_is_not_what_it_should_be_is_told_exactly()
    {
        await Slices.FaultAsync(JournalFault.Absent, () => SqliteStore.OpenAsync(Folder(), StoreAccess.Read, Stop));

        string empty = Folder();
        await File.WriteAllBytesAsync(File_(empty), [], Stop);
        await Slices.FaultAsync(JournalFault.Absent, () => SqliteStore.OpenAsync(empty, StoreAccess.Read, Stop));

        string garbage = Folder();
        await File.WriteAllBytesAsync(File_(garbage), Slices.Octets(1, 20_000), Stop);
        await Slices.FaultAsync(JournalFault.Corrupt, () => SqliteStore.OpenAsync(garbage, cancellation: Stop));
        await Slices.FaultAsync(JournalFault.Corrupt, () => SqliteStore.OpenAsync(garbage, StoreAccess.Read, Stop));

        string foreign = Folder();
        Execute(foreign, "CREATE TABLE songs (name TEXT)");
        JournalException other = await Slices.FaultAsync(
            JournalFault.Version, () => SqliteStore.OpenAsync(foreign, cancellation: Stop));
        Assert.Contains("not a journal", other.Message, StringComparison.Ordinal);

        string folderInItsPlace = Folder();
        Directory.CreateDirectory(File_(folderInItsPlace));
        await Slices.FaultAsync(
            JournalFault.Denied, () => SqliteStore.OpenAsync(folderInItsPlace, cancellation: Stop));

        string fileForFolder = Path.Combine(Folder(), "file");
        await File.WriteAllTextAsync(fileForFolder, "", Stop);
        await Slices.FaultAsync(JournalFault.Denied, () => SqliteStore.OpenAsync(fileForFolder, cancellation: Stop));
    }

    [Fact]
    public async Task A_folder_in_memory_is_told_as_a_weakness()
    {
        await using SqliteStore onDisk = await SqliteStore.OpenAsync(Folder(), cancellation: Stop);
        Assert.Equal(FolderWeaknesses.Of(_temporary.FullName).Count, onDisk.Weaknesses.Count);
        if (Directory.Exists("/dev/shm"))
        {
            Assert.Contains("is in memory", Assert.Single(FolderWeaknesses.Of("/dev/shm")), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_reader_of_what_a_crash_left_sees_all_of_it_and_changes_neither_file()
    {
        string folder = Folder();
        await using SqliteStore store = SqliteStore.Open(folder, StoreAccess.Write, SqliteTuning.Default);
        IJournal journal = await store.OpenAsync(Stream, Stop);
        journal.Append(5);
        byte[] database = ReadShared(File_(folder));
        byte[] log = ReadShared(File_(folder) + "-wal");
        string copy = await CopyAsync(database, log);
        await using SqliteStore reader = await SqliteStore.OpenAsync(copy, StoreAccess.Read, Stop);
        Assert.Equal(journal.Tail, await reader.Reader(Stream).ReadAndExpectAsync(GroupPlace.Start));
        await Slices.FaultAsync(JournalFault.Denied, () => reader.OpenAsync(Stream, Stop));
        await Slices.FaultAsync(JournalFault.Denied, () => reader.PutFactAsync("world", null, [1], Stop));
        Assert.Equal(database, ReadShared(File_(copy)));
        Assert.Equal(log, ReadShared(File_(copy) + "-wal"));
    }

    [Fact]
    public async Task S12_A_database_of_a_later_version_is_left_alone()
    {
        string folder = Folder();
        await PlayAsync(folder, 2);
        Execute(folder, "PRAGMA user_version = 2");
        JournalException later = await Slices.FaultAsync(
            JournalFault.Version, () => SqliteStore.OpenAsync(folder, cancellation: Stop));
        Assert.Contains("version 2; this program knows version 1", later.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task S12_A_database_that_vanished_or_was_emptied_is_missed(bool vanished)
    {
        string folder = Folder();
        await PlayAsync(folder, 2);
        foreach (string file in Directory.GetFiles(folder, SqliteStore.FileName + "*"))
        {
            File.Delete(file);
        }

        if (!vanished)
        {
            await File.WriteAllBytesAsync(File_(folder), [], Stop);
        }

        await using SqliteStore store = await SqliteStore.OpenAsync(folder, cancellation: Stop);
        JournalException missed = await Slices.FaultAsync(
            JournalFault.Corrupt, () => store.OpenAsync(Stream, Stop));
        Assert.Contains("delete journal.witness", missed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task S14_An_old_copy_put_in_the_place_of_the_database_is_seen()
    {
        string folder = Folder();
        await PlayAsync(folder, 3);
        byte[] old = await File.ReadAllBytesAsync(File_(folder), Stop);
        await PlayAsync(folder, 3);
        await File.WriteAllBytesAsync(File_(folder), old, Stop);
        await using (SqliteStore store = await SqliteStore.OpenAsync(folder, cancellation: Stop))
        {
            JournalException seen = await Slices.FaultAsync(
                JournalFault.Corrupt, () => store.OpenAsync(Stream, Stop));
            Assert.Contains("epoch 1 and group 3", seen.Message, StringComparison.Ordinal);
            Assert.Contains("epoch 2 and group 6", seen.Message, StringComparison.Ordinal);
        }

        // Whoever means it says so by taking the witness away.
        File.Delete(Path.Combine(folder, "journal.witness"));
        await PlayAsync(folder, 1);
        Assert.Equal(4, (await ReadAsync(folder)).Sequence);
    }

    [Fact]
    public async Task S9_When_there_is_no_room_the_store_says_so_serves_reads_and_goes_on_when_there_is()
    {
        string folder = Folder();
        SqliteTuning small = new() { MostPages = 24 };
        GroupPlace acknowledged;
        await using (SqliteStore store = SqliteStore.Open(folder, StoreAccess.Write, small))
        {
            IJournal journal = await store.OpenAsync(Stream, Stop);
            JournalException full = Slices.Fault(JournalFault.Full, () => journal.Append(100, octets: 20_000));
            Assert.Contains("Make room", full.Message, StringComparison.Ordinal);
            acknowledged = journal.Tail;
            Assert.InRange(acknowledged.Sequence, 3, 20);
            Assert.Equal(acknowledged, await journal.ReadAndExpectAsync(GroupPlace.Start, 20_000));
            Slices.Fault(JournalFault.Unavailable, () => journal.Append(1));

            // What is smaller may still find room: the journal is opened again, by the same process.
            IJournal again = await store.OpenAsync(Stream, Stop);
            Assert.Equal(acknowledged, again.Tail);
            Slices.Fault(JournalFault.Full, () => again.Append(100, octets: 20_000));
        }

        await using SqliteStore roomy = await SqliteStore.OpenAsync(folder, cancellation: Stop);
        IJournal last = await roomy.OpenAsync(Stream, Stop);
        last.Append(5, octets: 20_000);
        Assert.InRange(last.Tail.Sequence, acknowledged.Sequence + 5, acknowledged.Sequence + 6);
        Assert.Equal(last.Tail, await last.ReadAndExpectAsync(GroupPlace.Start, 20_000));
    }

    [Fact]
    public async Task The_log_is_written_back_while_commits_go_on_and_somebody_reads()
    {
        string folder = Folder();
        await using SqliteStore store = await SqliteStore.OpenAsync(folder, cancellation: Stop);
        IJournal journal = await store.OpenAsync(Stream, Stop);
        journal.Append(1, octets: 100_000);
        await using IAsyncEnumerator<JournalGroup> reading =
            journal.ReadAsync(GroupPlace.Start, cancellation: Stop).GetAsyncEnumerator(Stop);
        Assert.True(await reading.MoveNextAsync());
        for (int i = 0; i < 200; i++)
        {
            journal.Append(1, octets: 100_000);
            Assert.InRange(new FileInfo(File_(folder) + "-wal").Length, 0, SqliteTuning.LogOctets + 400_000);
        }

        Assert.Equal(journal.Tail, await journal.ReadAndExpectAsync(GroupPlace.Start, 100_000));
    }

    [Fact]
    public async Task S1_Killed_after_any_commit_and_cut_at_any_octet_of_the_log_a_whole_prefix_is_left()
    {
        string folder = Folder();
        await using SqliteStore store = SqliteStore.Open(
            folder, StoreAccess.Write, new SqliteTuning { PageOctets = 512 });
        IJournal journal = await store.OpenAsync(Stream, Stop);
        journal.Append(8);
        byte[] database = ReadShared(File_(folder));
        byte[] log = ReadShared(File_(folder) + "-wal");
        long last = 0;
        for (int kept = log.Length % 83; kept <= log.Length; kept += 83)
        {
            string copy = await CopyAsync(database, log[..kept]);
            GroupPlace found = await ReadAsync(copy);
            Assert.InRange(found.Sequence, last, 8);
            last = found.Sequence;
        }

        Assert.Equal(8, last);
    }

    [Fact]
    public async Task S7_A_bit_flipped_in_the_log_that_a_crash_left_halts_unless_it_is_in_the_last_commit()
    {
        string folder = Folder();
        await using SqliteStore store = SqliteStore.Open(
            folder, StoreAccess.Write, new SqliteTuning { PageOctets = 512 });
        IJournal journal = await store.OpenAsync(Stream, Stop);
        journal.Append(8);
        byte[] database = ReadShared(File_(folder));
        byte[] log = ReadShared(File_(folder) + "-wal");
        Assert.Equal(8, (await ReadAsync(await CopyAsync(database, log))).Sequence);
        int halted = 0;
        for (int octet = 0; octet < log.Length; octet += 59)
        {
            byte[] flipped = [.. log];
            flipped[octet] ^= (byte)(1 << (octet % 8));
            try
            {
                GroupPlace found = await ReadAsync(await CopyAsync(database, flipped));
                Assert.InRange(found.Sequence, 7, 8);
            }
            catch (JournalException seen)
            {
                Assert.Equal(JournalFault.Corrupt, seen.Fault);
                Assert.Contains("journal.db-wal: octet", seen.Message, StringComparison.Ordinal);
                halted++;
            }
        }

        Assert.InRange(halted, log.Length / 59 * 7 / 10, log.Length / 59);
    }

    [Fact]
    public async Task S6_A_bit_flipped_in_the_database_is_seen_or_changes_nothing()
    {
        string folder = Folder();
        await PlayAsync(folder, 12, new SqliteTuning { PageOctets = 1_024 });
        byte[] database = await File.ReadAllBytesAsync(File_(folder), Stop);
        int seen = 0;
        for (int octet = 0; octet < database.Length; octet += 131)
        {
            byte[] flipped = [.. database];
            flipped[octet] ^= (byte)(1 << (octet % 8));
            try
            {
                string copy = await CopyAsync(flipped, []);
                File.Copy(Path.Combine(folder, "journal.witness"), Path.Combine(copy, "journal.witness"));
                Assert.Equal(12, (await ReadAsync(copy)).Sequence);
            }
            catch (JournalException halt)
            {
                Assert.True(
                    halt.Fault is JournalFault.Corrupt or JournalFault.Version or JournalFault.Absent
                        or JournalFault.Denied or JournalFault.Unavailable,
                    halt.Message);
                seen++;
            }
        }

        Assert.InRange(seen, database.Length / 131 / 4, database.Length / 131);
    }

    public void Dispose() => _temporary.Delete(recursive: true);

    private static string File_(string folder) => Path.Combine(folder, SqliteStore.FileName);

    private static void Execute(string folder, string sql)
    {
        using SqliteConnection connection = new($"Data Source={File_(folder)};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // The text is the test's own.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    private static byte[] ReadShared(string path)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        byte[] octets = new byte[file.Length];
        file.ReadExactly(octets);
        return octets;
    }

    private static async Task PlayAsync(string folder, int groups, SqliteTuning? tuning = null)
    {
        await using SqliteStore store =
            SqliteStore.Open(folder, StoreAccess.Write, tuning ?? SqliteTuning.Default);
        await using IJournal journal = await store.OpenAsync(Stream, Stop);
        journal.Append(groups);
    }

    // As a restart does: for writing, with all its checks.
    private static async Task<GroupPlace> ReadAsync(string folder)
    {
        await using SqliteStore store = await SqliteStore.OpenAsync(folder, cancellation: Stop);
        await using IJournal journal = await store.OpenAsync(Stream, Stop);
        return await journal.ReadAndExpectAsync(GroupPlace.Start);
    }

    private string Folder()
    {
        string folder = Path.Combine(_temporary.FullName, $"{++_folders}");
        Directory.CreateDirectory(folder);
        return folder;
    }

    private async Task<string> CopyAsync(byte[] database, byte[] log)
    {
        string folder = Path.Combine(_temporary.FullName, "copy");
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        Directory.CreateDirectory(folder);
        await File.WriteAllBytesAsync(File_(folder), database, Stop);
        if (log.Length > 0)
        {
            await File.WriteAllBytesAsync(File_(folder) + "-wal", log, Stop);
        }

        return folder;
    }
}
