// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.testing;

import java.util.List;

/** Public keys as ssh-keygen wrote them, without comments. */
public final class PublicKeySamples {
    public static final String ED25519 =
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFQfoVW/7WgotpD/suMFZkPOCZ7XlQnNlualSfzZhmDZ";
    public static final String RSA =
            "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQChyNL45KW0nqAxk32OsivBztiQBF8UOIemncg64uQK9Hq3io2ROTxbOt8MqMx8"
                    + "QhJhCh/1HQlTthzmjkXKEmFZpiYPuzOVfldkEOU//smWALgMpofXAXkttj71/MrstNHHMMPS64DDFIW+5ZY70tVyP4OwVYSvEajE"
                    + "p2V7YJZWGwRNg5U5+OIusXoBliG/8vUGii+oz0LX4c6fEv9qm2U0OvxmKadYo09GYbb30vJs6zUWzXingQbdcyiYoLxcazESrBmS"
                    + "nV2DzSz2iWmhYRqUezJ8uJlaugf/UiF7r12haL1guKzfltHo2mvpdqhVCMJisAbaeXfDkhxgdeaLV9kz";
    public static final String RSA_1024 =
            "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAgQDSsJ8wp7YFULyqssxl/zsk950JnPWUdhk5Z7DR8LBK0h823b9ZPgsAbQ5Ze5um"
                    + "nh4Ewo4r2nYCzhI0NzdSO56GrouM1fYhEsIT8BzHfF9lm8fOJXu8IukqAJIVYyq+lsPAo2VYRgGanl+x+B5FxIYoDlOiRToCxnTC"
                    + "insv0NP2xQ==";
    public static final String ECDSA_256 =
            "ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBDQps9IMceRiJ9fQVGSoepoun/jn"
                    + "f4APoOV1q5BGPwMQ9BbOi/3wg5LP6r3k0MbPyM3OecqYx3N0aa77r51Ap4U=";
    public static final String ECDSA_384 =
            "ecdsa-sha2-nistp384 AAAAE2VjZHNhLXNoYTItbmlzdHAzODQAAAAIbmlzdHAzODQAAABhBKGsj/jYry/QnH0Ls1F2hxSFxxAm"
                    + "CuorTLk3QUC3qmMvaslVH/eHi2N7UhKrk9yIeGkzVl1jvo6gkcieChGdqJCx6lKuV7JQROljUhFMaVeqK6RNzTOFJZyI6JBgnAvU"
                    + "IA==";
    public static final String ECDSA_521 =
            "ecdsa-sha2-nistp521 AAAAE2VjZHNhLXNoYTItbmlzdHA1MjEAAAAIbmlzdHA1MjEAAACFBABhSODda8/AGdHOryjBqw0QTECV"
                    + "nWHbvm0dhH6QLJTjw3biaxMn66SngdwsyrRcyCOQNjvdnANaydlCcnAS7uXShQAt66d1t5iWwlmpVGR0QRBm23+1Yd8lqX0oH88B"
                    + "JiLJBsvIPlw7pv5F0c39T2x/uhZ7qT1Q7y/6C5SFYLZ1a7YQgA==";
    public static final String DSA =
            "ssh-dss AAAAB3NzaC1kc3MAAACBALdh8a/6wVBdsZIbIdfymOjrZnflOr7cnpApqjD9WMj3zWik8xrk7cC0L0AvDhKVKjL8II+w"
                    + "zqQ5FADCv6f9ITxdyfUmvNbWeCLTp58EZ8+ypvpRGDaU82Z38bx7y+tTn4xHfsX4sIEUI9WCHWKPJd9o9mLCrygM/Brl/1Sr3g5b"
                    + "AAAAFQCY39PER4dMJ9H6PHNpAUTSmuc4NwAAAIBfGq1BxWVcovP91mZPb4oXxQZ2uN9EiYinKOJiDnSzEdzvaS6PUluozSDvppeB"
                    + "0knZgfcYQGaV0Pxdzpu8Ct50GBiBFDUJklqqUD5OCPqWMReD+tvuPSUah+ALrC90VNn6hEbwsqSpPo/pFTqm2UlHgm75Rwl5LYa4"
                    + "m9M3beVMvgAAAIEAhzYKjccKEc3zKaqgx4h+522Or1s4+MstX0MlhPX2OeLNeGHJv2gnVqQOgvdFgSnhl6XozbP/3EmKDv6iG+Hr"
                    + "vc7BfiYiBI8VTmdkq/3gkyOgVio/BKEMdxWan13BJnyuBsRsBYDQ2K1sYpMcsYp7vw7KtUcZi/reATI3hmTE8J8=";

    /** Those that sshd takes. */
    public static final List<String> GOOD = List.of(ED25519, RSA, RSA_1024, ECDSA_256, ECDSA_384, ECDSA_521);

    private PublicKeySamples() {}
}
