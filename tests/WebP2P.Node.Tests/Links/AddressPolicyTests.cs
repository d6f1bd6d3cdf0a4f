using System.Net;
using WebP2P.Node.Links;

namespace WebP2P.Node.Tests.Links;

public sealed class AddressPolicyTests
{
    [Theory]
    [InlineData("93.184.216.34", "Allowed")]
    [InlineData("2606:2800:220:1::1", "Allowed")]
    [InlineData("127.0.0.1", "Loopback")]
    [InlineData("127.9.9.9", "Loopback")]
    [InlineData("::1", "Loopback")]
    [InlineData("::ffff:127.0.0.1", "Loopback")]
    [InlineData("0.0.0.0", "Unspecified")]
    [InlineData("0.1.2.3", "Unspecified")]
    [InlineData("::", "Unspecified")]
    [InlineData("169.254.169.254", "LinkLocal")]
    [InlineData("::ffff:169.254.169.254", "LinkLocal")]
    [InlineData("fe80::1", "LinkLocal")]
    [InlineData("224.0.0.1", "Multicast")]
    [InlineData("255.255.255.255", "Multicast")]
    [InlineData("ff02::1", "Multicast")]
    [InlineData("192.168.7.20", "Allowed")]
    [InlineData("192.168.8.20", "OtherPrivateNetwork")]
    [InlineData("10.0.0.1", "OtherPrivateNetwork")]
    [InlineData("172.31.255.255", "OtherPrivateNetwork")]
    [InlineData("172.32.0.1", "Allowed")]
    [InlineData("100.64.0.1", "OtherPrivateNetwork")]
    [InlineData("fd00::1", "OtherPrivateNetwork")]
    public void Addresses_told_by_others_are_judged(string address, string verdict) =>
        Assert.Equal(verdict, Judge(address, 6699, AddressOrigin.Told, allowLoopback: false));

    [Theory]
    [InlineData("127.0.0.1", "Allowed")]
    [InlineData("10.0.0.1", "Allowed")]
    [InlineData("169.254.1.1", "Allowed")]
    [InlineData("0.0.0.0", "Unspecified")]
    [InlineData("224.0.0.1", "Multicast")]
    public void What_the_owner_typed_is_dialled_as_typed(string address, string verdict) =>
        Assert.Equal(verdict, Judge(address, 6699, AddressOrigin.Owner, allowLoopback: false));

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    [InlineData("192.168.7.9")]
    public void The_own_control_port_is_never_dialled(string address)
    {
        Assert.Equal("ControlPort", Judge(address, 5080, AddressOrigin.Owner, allowLoopback: true));
        Assert.Equal("ControlPort", Judge(address, 5080, AddressOrigin.Told, allowLoopback: true));
    }

    [Fact]
    public void The_control_port_of_another_machine_is_only_a_number() =>
        Assert.Equal("Allowed", Judge("192.168.7.20", 5080, AddressOrigin.Told, allowLoopback: false));

    [Fact]
    public void Loopback_told_by_others_needs_the_option() =>
        Assert.Equal("Allowed", Judge("127.0.0.1", 6699, AddressOrigin.Told, allowLoopback: true));

    private static string Judge(string address, int port, AddressOrigin origin, bool allowLoopback)
    {
        var surroundings = new AddressSurroundings(allowLoopback, [(IPAddress.Parse("192.168.7.9"), IPNetwork.Parse("192.168.7.0/24"))], [5080]);
        return AddressPolicy.Judge(IPAddress.Parse(address), port, origin, surroundings).ToString();
    }
}
