using Clearing.Reports.Files;

namespace Clearing.Reports.Tests;

public sealed class OutputFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string Target => _folder["out"];

    private FolderProblem? WriteRun() => RunFiles.Write(GoldenRun.Build(), Target, PaymentsFormat.Csv);

    [Fact]
    public void A_new_folder_is_made_with_its_parents()
    {
        Assert.Null(RunFiles.Write(GoldenRun.Build(), _folder["a", "b", "c"], PaymentsFormat.None));
        Assert.True(File.Exists(_folder["a", "b", "c", "summary.json"]));
    }

    [Fact]
    public void An_empty_folder_is_taken()
    {
        Directory.CreateDirectory(Target);

        Assert.Null(WriteRun());
        Assert.True(File.Exists(_folder["out", "payments.csv"]));
    }

    [Fact]
    public void An_earlier_run_is_replaced_whole()
    {
        Assert.Null(WriteRun());
        File.WriteAllText(_folder["out", "payments.csv"], "old");
        Assert.Null(RunFiles.Write(GoldenRun.Build(), Target, PaymentsFormat.None));

        Assert.False(File.Exists(_folder["out", "payments.csv"]));
        Assert.Equal([Target], Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    [Theory]
    [InlineData("thesis.docx")]
    [InlineData("Summary.json")]
    public void A_folder_with_anything_else_is_refused_and_not_touched(string stranger)
    {
        Assert.Null(WriteRun());
        File.WriteAllText(_folder["out", stranger], "mine");
        File.WriteAllText(_folder["out", "accounts.csv"], "as it was");

        FolderProblem? problem = WriteRun();

        Assert.Equal(FolderFault.Refused, problem?.Fault);
        Assert.Contains(stranger, problem!.Message, StringComparison.Ordinal);
        Assert.Equal("mine", File.ReadAllText(_folder["out", stranger]));
        Assert.Equal("as it was", File.ReadAllText(_folder["out", "accounts.csv"]));
    }

    [Fact]
    public void A_folder_within_is_refused()
    {
        Assert.Null(WriteRun());
        Directory.CreateDirectory(_folder["out", "report.html.d"]);

        Assert.Equal(FolderFault.Refused, WriteRun()?.Fault);
    }

    [Fact]
    public void Files_that_look_like_a_runs_without_a_summary_are_refused()
    {
        Directory.CreateDirectory(Target);
        File.WriteAllText(_folder["out", "payments.csv"], "my own payments");

        Assert.Equal(FolderFault.Refused, WriteRun()?.Fault);
        Assert.Equal("my own payments", File.ReadAllText(_folder["out", "payments.csv"]));
    }

    [Fact]
    public void A_file_is_refused()
    {
        File.WriteAllText(Target, "mine");

        Assert.Equal(FolderFault.Refused, WriteRun()?.Fault);
        Assert.Equal("mine", File.ReadAllText(Target));
    }

    [Fact]
    public void A_failure_while_writing_leaves_the_earlier_run_and_nothing_beside_it()
    {
        Assert.Null(WriteRun());
        byte[] before = File.ReadAllBytes(_folder["out", "summary.json"]);

        FolderProblem? problem = OutputFolder.Replace(Target, fresh =>
        {
            File.WriteAllText(Path.Combine(fresh, "summary.json"), "half");
            throw new IOException("no space left");
        });

        Assert.Equal(FolderFault.Environment, problem?.Fault);
        Assert.Contains("no space left", problem!.Message, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(_folder["out", "summary.json"]));
        Assert.Equal([Target], Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void A_check_changes_nothing()
    {
        Assert.Null(OutputFolder.Check(Target));
        Assert.False(Directory.Exists(Target));
    }

    [Fact]
    public void A_link_to_a_folder_stays_a_link()
    {
        Directory.CreateDirectory(_folder["real"]);
        Directory.CreateSymbolicLink(Target, _folder["real"]);

        Assert.Null(WriteRun());

        Assert.True(File.Exists(_folder["real", "summary.json"]));
        Assert.NotNull(new DirectoryInfo(Target).LinkTarget);
    }
}
