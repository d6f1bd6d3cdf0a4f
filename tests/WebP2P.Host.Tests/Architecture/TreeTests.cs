namespace WebP2P.Host.Tests.Architecture;

public sealed class TreeTests
{
    [Fact]
    public void The_top_level_holds_only_what_the_design_names()
    {
        Assert.Empty(TreeRules.StrangeTopEntries(Repository.Files));
        Assert.Equal(["tools", "package.json"], TreeRules.StrangeTopEntries(["src/a.cs", ".ci/run", "tools/a.sh", "package.json"]));
    }

    [Fact]
    public void Files_for_the_browser_lie_in_one_place()
    {
        Assert.Empty(TreeRules.StrangeWebRoots(Repository.Files));
        Assert.Equal(["src/A/wwwroot/a.css"], TreeRules.StrangeWebRoots(["wwwroot-shared/wwwroot/a.css", "src/A/wwwroot/a.css"]));
    }

    [Fact]
    public void Every_project_has_a_lock_file()
    {
        Assert.Empty(TreeRules.ProjectsWithoutLockFile(Repository.Files.ToHashSet()));
        Assert.Equal(["src/B/B.csproj"], TreeRules.ProjectsWithoutLockFile(["src/A/A.csproj", "src/A/packages.lock.json", "src/B/B.csproj"]));
    }

    [Fact]
    public void Lock_files_name_no_feed()
    {
        Assert.DoesNotContain(Repository.Files.Where(TreeRules.IsLockFile), path => TreeRules.NamesFeedAddress(Repository.Read(path)));
        Assert.True(TreeRules.NamesFeedAddress("\"resolved\": \"https://feed.example/a.tgz\""));
        Assert.False(TreeRules.NamesFeedAddress("\"resolved\": \"5.0.0\""));
        Assert.True(TreeRules.IsLockFile("tests/a/package-lock.json"));
    }

    [Fact]
    public void No_file_names_a_folder_of_one_machine()
    {
        Assert.DoesNotContain(Repository.Files.Where(TreeRules.IsText), path => TreeRules.NamesMachinePath(Repository.Read(path)));
        Assert.True(TreeRules.NamesMachinePath("cp /wo" + "rk/main ."));
        Assert.False(TreeRules.NamesMachinePath("net" + "/wo" + "rk/"));
    }
}
