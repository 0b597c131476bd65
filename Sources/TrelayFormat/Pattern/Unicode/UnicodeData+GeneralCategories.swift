// Written by scripts/unicode-tables from Unicode 14.0.0. Do not edit.

extension UnicodeData {
    /// The sets of General_Category.
    static let generalCategories: StaticString = #"""
        !Cc Control cntrl
        ?_@~A`@
        !Cf Format
        lD@qi@EU@_E@p@@_KAoA@jxB@{~@DYDp@D@Insv@@xFB`eC@N@azGHfba@CneDGesjW@]_B
        !Cn Unassigned
        wZAECF@@@S@lK@e@Aq@AB@v@GZCEJmG@{@AdBMz@Ap@AN@[A@@JD^@AEkF@GAAAU@F@@BCAHAAACG@CA@DAXAB@ECAAU@F@A@A@AA@@DCAABB@FC@@FP
        IB@H@B@U@F@A@DAI@B@BA@NCAKFF@B@GAAAU@F@A@DAHAAABFBCA@DAQIA@EBB@CBA@@@ABABBBKCDBB@CA@E@MTDL@B@V@OAH@B@CFA@BA@ACAIFU@B
        @V@I@DAH@B@CFAEA@CAI@ALL@B@r@@B@ECOAY@B@QBW@H@@AFB@CE@@@GEIABKy@C\d@A@@@D@W@@@VAD@@@EAIAC_@gA@c@Cf@@c@@N@Ld@eE@@D@Ax
        J@CAF@@@CAh@@CA`@@CAF@@@CAN@x@@CAbAA_@BYEuAAEA|SBxAFUHWHSKL@B@AK}AAIEIEYExAFj@DeAI^@KCKC@Bi@ADJk@CYEJB}@A`A@\AJEIEMA
        ^p@lABn@@sBG{@BNB{@Fj@AJGj@DuOAEAe@AEAG@@@@@@@^At@@N@MAE@RAB@H@dB@KAZ@LB`@N`@NkCCvSXJTsw@A_@@|IDl@@@D@Aw@FAMWHF@F@F@
        F@F@F@F@F@}Ba@Y@xAKuEYKC_A@uAAfBDj@@}A@sAKn@@lr[Bv@H{ISwDGjEDA@@@DWz@BIEw@GeAGKEsBJ]BmA@JC`@@v@HMAIAfBW[IEAEAEHF@F@{
        @C}BAIEc|IKVCp@CmrGAiBe@FKDDY@D@@@A@A@|BO|LAu@F@_@i@Er@@R@CCD@fCA@@}DBEAEAEABBF@FIDAK@Y@R@A@NAMa@zBDBCl@BwA@LB@n@m@a
        C\Bp@N[Cc@H]Dj@D]@d@CMi@}CAIEc@Cc@Cg@Gs@JK@N@F@A@J@N@F@AbAvHHUIGWE@i@@HdAEA@@k@@AB@AV@gAGHo@R@AD`@BZD@_Aw@CSAq@@ADG@
        B@\ABCIFHF_A_@f@CKHu@B\AZDYFCKFoAhAv@r@Lr@Fm@GIeH^@i@@BAAmAg@Gi@UYe@[SVHmACc@HcAI@AXFIEt@@QGf@H_B@SJQ@k@`AF@@@C@N@JE
        z@DIEC@GAAAU@F@A@D@IAAABA@E@DFAFBDjC{A@D]gAGIeDu@Ae@a@dAJIELRy@EIu@ZANCVxD{@cBrAKGA@AG@A@]@AAKHIeAGAm@AJZgAGrALhAfGH
        @l@@MI\B_@AU@MhAF@A@k@B@@A@HGIEE@A@d@@A@EFIuHXvD@Nq@Lz[eBnB@DJcEkqAbBLn`@@Hf}BfQxlGxPF^@ICpA@IE]AEIeAII@F@TDRoTzAdBj
        ACx@FP_ADJAMw~DGue@i@HfvGC@F@A@bHl@BPCGkKcgAjBDLBHFIAG{qCm@AVHsB{@uFIf@AaETeAyCSKvAHXfCtA@fA@AA@AAAC@K@@@F@`A@CAG@F@
        [@C@D@@BF@sIAcHA}TND@Noa@^`FF@PAF@A@DtEl@BMAICA_I^Py@D@_f@F@C@A@N@dEAOh@kACICApWcAkA|@aEC@Z@A@@A@@I@C@@@@E@C@@@@@@B@
        A@@A@@@@@@@@@@A@@AC@F@C@C@@@I@PDB@D@Ps@AmGk@CcBKNAN@N@d@ImDw@\Lk@CHFAMEyCw]DOBLBsBKxAFKC@NKCw@GIEg@G]AAmAsIKMADBDBFH
        \BJDEIIEGGFHrC@v@d@Ie_@_vh@_@x`CF}EAasDMphF~_B}Oan@jyCudzT@]_B_CoFoo~@}~~@A}~~@
        !Co Private_Use
        __w@_gE_w`[}~~@A}~~@
        !Cs Surrogate
        __u@__A
        !Ll Lowercase_Letter
        `BYy@@h@W@G@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@A@@@@@@@@@@@@@@@A@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@
        @@@@@@@@@@@@@A@@@@BA@@@A@BAC@A@BBA@A@@@@@A@@A@@A@B@@@AAABE@A@A@@@@@@@@@@@@@@@@A@@@@@@@@@@@@@@@@@AA@@@B@@@@@@@@@@@@@@
        @@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@FA@AA@@C@@@@@@@@dA@Z`E@@@B@BBQ@Zb@@ABB@@@@@@@@@@@@@@@@@@@@@@@D@@A@AAr@o@
        @@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@H@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@A@@@@@@@@@@@@A@@@@@@@@@@@@@@
        @@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@o@h@fyAj@ABwVEacAHvBk@~@L@a@eB@@@@
        @@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@
        @@@@@@@@@@@@@@@@@@@@@@@@@@@@H@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@
        @@@@@@@@@@HGEIGGGGEIGGGGMAGGGGGGD@AE@BB@AGCAAGGIB@AqG@BAB@Z@C@C@AAGCC@t@@jtAo@@@BA@@@@@@C@@A@ED@@@@@@@@@@@@@@@@@@@@@
        @@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@AF@@@C@Ke@@@D@rg]@@@@@@@@@@@@@@@@@@@@@@
        @@@@@@@@@@@@@@@@@@@@@@@R@@@@@@@@@@@@@@@@@@@@@@@@@@@fC@@@@@@@@@@@@B@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@
        @@@@@@@@@@@@@G@@@@A@@@@@@@@@C@@@A@@B@@@@@@@@@@@@@@@@@@@@D@D@@@@@@@@@@@@@@@C@@@E@@@@@@@@@[@B@tXj@DHFoA_yRFKDh`@Yle@g@
        gCc@zCJ@N@F@Abw@r@l}A_@_kT_@ykXYYF@QYYYC@@@F@JYYYYYYYYYYYYYYYYY[[X@EYX@EYX@EYX@EYX@E@@sx@I@SboAa@
        !Lm Modifier_Letter
        oTQCKMDF@@@dC@D@}M@eF@cDAlGAC@^@H@B@_D@fD@se@@~B@tP@yu@@jB@bR@oMEmD~@L@a@d@pT@L@OL~}AApF@~D@tM@j@DD@`BA|ABuwZ@af@EmG
        @qB@[AxBHoA@V@hBBBAtM@U@hC@kB@TAfBCH@e_T@l@A_~@E@i@@Hd{WCna@L_AA@@k_OC@F@AwhKFl_A@
        !Lo Other_Letter
        iD@N@_G@CCoE@zXZCCl@_@@Ib@A@bB@@WAIBA@O@@]\xAJ@W`@TUi@XFJDW@EPh@z@u@B@Q@FIONCGAAAU@F@@BCB@O@LA@BMAI@GECAAU@F@A@A@A^C
        @@RBOH@B@U@F@A@DB@Q@NAV@JGAAAU@F@A@DB@]A@BN@P@@EBB@CBA@@@ABABBBKU@s@G@B@V@OB@YBA@AA]@CG@B@V@I@DB@^A@ANAPH@B@h@A@O@DB
        GBWEDQBW@H@@AFy@o@@AKEz@A@@@D@W@@@I@AH@ADVC_@@~@G@c@ZDrBj@S@OECCB@BAFBCLK@pBhI@CAF@@@CAh@@CA`@@CAF@@@CAN@x@@CAbAd@Op
        BkRAP@YDjAEGFQLRMQML@BNs@g@@bAb@@t@FDAa@@@DeAI^p@]ADJk@CYu@VHt@oDn@PGu@]LAIk@Yc@h@BI]pBC@E@AB@y`@Cv~Aw@WVHF@F@F@F@F@
        F@F@FfP@t@@CuAG@@yAC@Dj@@}AP_@o@O_O_mE_AtoS@vb@bAg@GkGCOIAaA@p@eAhD@fB@BF@B@C@V\s@Mq@}@EB@@AJ[IVX\Fn@l@DAHID@h@VB@GS
        O@EB@Bq@@@BAADA@@@WABJF@MEAEAEHF@FpCb@\c|IKVCp@cgGmJAiBbA@@I@L@D@@@A@A@kB`@jJQ_AAu@g@KsBD@fChBI@l@A^BEAEAEABb@K@Y@R@
        A@NAMa@zBdK\Bp@n@_@LS@GEe@I]Ac@CG_CmAaBg@Gs@{CvHHUIGwCEA@@k@@AB@AVIVH^`AR@AIUIYeAw@EA_A@NC@B@\i@\B\b@G@[Zu@IUIRLQmBh
        AvDc@{Ii@EAmA\I@GUi@Qm@TZVKt@x@AA@Ll@_@XYc@\@A@Gb@B@Ko@MCT@@@b@Q@XsAF@@@C@N@IFn@e@GAAAU@F@A@DB@Q@KD}Ct@QCSB]o@SA@@wD
        n@h@Cc@o@S@z@j@L@fAZd@FxDk@rEGA@AG@A@WN@@@}AGAf@O@@@[@Ig@F@T@Jm@R@QhAfGH@d@P@p@]oBF@A@e@T@XE@A@_@M@fIR|D@nAy[eFcEkqA
        `BNn`@p}BfQxlGxPF^PnAP]Qo@r@TDRoZjAD@nDw~DGue@i@HvvGbHl@BPCGkKcgAjBDLBHFIorG@tNl@`@@`I]Qk@sf@F@C@A@N@dEzh@C@Z@A@@A@@
        I@C@@@@E@C@@@@@@B@A@@A@@@@@@@@@@A@@AC@F@C@C@@@I@PDB@D@PciC_vh@_@x`CF}EAasDMphF~_B}Oan@jyC
        !Lt Titlecase_Letter
        dM@A@A@e@@tkFGGGGGK@N@n@@
        !Lu Uppercase_Letter
        `AYdBV@F`@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@A@@@@@@@@@@@@@@@A@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@
        @@@@@@@@@@@@A@@@@BA@@@A@BAC@A@BBA@A@@@@@A@@A@@A@B@@@AB@F@A@A@A@@@@@@@@@@@@@@@A@@@@@@@@@@@@@@@@@A@A@@B@@@@@@@@@@@@@@@
        @@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@FA@AA@@C@@@@@@@@`H@@@B@G@E@@B@@@A@P@Hb@@ABB@@@@@@@@@@@@@@@@@@@@@@@D@A@@AA
        r@o@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@H@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@A@@@@@@@@@@@@A@@@@@@@@@@
        @@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@Ae@hyAe@@@D@qUuAycAj@AB_I@@@@@@
        @@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@
        @@@@@@@@@@@@@@@@@@@@@@@@@@@H@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@
        @@@@@@@@@HGGEIGGGGEJ@@@@@@@GGgACKCKCKDJCeG@C@BBABA@BDE@@@@@@CACIAD@|@@{rAo@o@@@BA@@@@@@C@@A@GB@@@@@@@@@@@@@@@@@@@@@@
        @@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@G@@@C@li]@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@
        @@@@@@@@@@@@@@R@@@@@@@@@@@@@@@@@@@@@@@@@@@fC@@@@@@@@@@@@@B@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@
        @@@I@@@@A@@@@@@@@C@@@A@@@B@@@@@@@@@@@@@@@@@@@@D@D@@@@@@@@@@@@@@@C@@E@D@@@[@jxTYde@g@gCc@{CJ@N@F@Aiv@r@l~A_@_kT_@_lXY
        YYYYY@@AA@AAAC@GYYYA@CAG@FZA@C@D@@BFZYYYYYYYYYYY]X`@X`@X`@X`@X`@@thCa@
        !Mc Spacing_Mark
        bgA@v@@ABGC@Aq@Ay@BEAAAI@j@@y@BaA@y@BG@@At@Ay@@@@EAAAI@eBA@ABB@BI@h@B|@C|@Ay@@@DAA@AHAj@Ay@BDB@BI@i@AjABEGQAiIA~@@jD
        AC@E@AAXAIBAFTAAEA@IBwr@@]@`C@FG@AyICABCA@E_FAy@@@@H@@AGEpC@o@@D@@D@A|@@]@CAA@{@@AB@@BAo@GGAjD@T@uxCAr~\AA@wAAq@OmCA
        n@@o@ACAABmBAAAW@l@@@@lB@AAD@lFA@A@A@@r_X@@@~B@l@BCArB@WAz@@o@BHAL@|ABBA@@iDB^Ay@A@CAAABH@IApEBGAB@iBBE@@CA@lFBECA@p
        BBGA@@lB@@AE@hBAC@dGBH@vFE@AC@A@@@mCBGCC@sA@\A}@@vK@M@iB@F@A@tEDCA@@}IAyaSv@gBArjWAEE
        !Me Enclosing_Mark
        gc@AspD@}o@C@Bjk`@B
        !Mn Nonspacing_Mark
        _WoBrGDhGl@@@@A@A@@gAJo@TO@dBFAEAA@Cb@@]ZzAJy@HH@WC@H@B@Dj@B{@Gi@W@_@v@@@@CGC@BFIA\@y@@CCG@SAY@AAx@@CACAABB@]AB@JAx@
        @CD@AC@SAUE@@y@@A@@CG@FAJA]@|@@K@q@@B@v@@@BDB@CFAJA\@y@@A@E@DASA[Ax@ACCG@SA\@gA@FB@@yA@AFKGaB@AHJEiAAZ@@@@@v@M@D@ADJ
        @c@H@eBC@E@AAAXACBOCL@AAE@N@~TBq\B\A]A]A_AA@FG@AJH@l@B@@tBAa@@uBBCAH@EBzEAA@y@@@F@@@@AGEIA@o@M@Op@Co@@@D@@D@g@HKA_@C
        AA@Bw@@@AB@@By@GAAwCB@L@FC@E@BAeE_AoULC@BK}~ABlC@_B_@iPCjBAsm\@CI_@AoAAoG@B@C@XAD@vCAYQL@e@GXJm@Bo@@ACAAf@@bAEAAAAK@
        G@n@@r@@@BAADA@@i@AG@mF@A@C@oxR@`VOOOl]@aF@tCDes@B@ADCg@BC@dDA|PCbKAxCJp@CzB@u@Nh@@AAIBp@CAAF@|@Bc@D@G}@@KAs@HICA@~A
        BA@@AE@_D@BGTAx@AB@d@FBDbEGAB@@V@sAE@@CA@AmFCEA@AZAtAGA@@AiB@@@AE@@dBBAC@DbGH@A_GA@@C@oCCAAC@_@Ig@EACG@HEABm@L@AuKF@
        E@@qAUAF@A@AyBEB@@A@F@@gAAB@@@zIAz~QDz@Fw_@@~@CpA@wdRA`rCm@AV_PBPGAF]CsCBz|@v@Cq@G@M@UD@Noi@F@PAF@A@DdGFvJ@|@C_n@FlB
        Ft|dWoF
        !Nd Decimal_Number digit
        o@Iep@IeCIeEI{KIuBIuBIuBIuBIuBIuBIuBIuBIuBI_BIuBIeAIuGIeAIey@Ie@IkHI_CIeDIEIuDIuAIeCIEIema@IeTIe@IeEIUIuAIuKIuwSIek@
        IecAIkXI_CI{@IoCIuGIuIIuBIuJIeBIeBIeLIeBIuVIuFIeAIudRIuAIeCIsbZq@_iAIeLIuq@IusCI
        !Nl Letter_Number
        mvDBnrAb@AC}rB@XHMBjt\IoqUt@kM@G@eCDi`GnB
        !No Other_Number
        qDAD@ABthAEwJEwBBdCFxEFPHpLIt`@Srb@I_N@ts@@BEEIeEOh@@uU{@mAUuR]hj@@sc@CiCI]G@N_@If@Noj\EpeUl@`ACPAtIZc@Csh@GXFf@HjAD
        UE_DAAOAm@_AHs@A]BjADgBGWGh@FiIE_J^}CIi@CoBFeCSzJSdi@AmLHfZRrYTe{QF}WVhaXSkBXmiDH`\z@@B@CkAl@@Na]L
        !Pc Connector_Punctuation
        ~A@~}FAR@}mv@AWBnF@
        !Pd Dash_Punctuation
        l@@{i@@r@@`qB@d_@@h_AE`oB@A@^AC@[@}L@R@nB@okr@Ad@@I@hD@~{B@
        !Pe Close_Punctuation
        h@@r@@^@|tB@@@}y@@hlA@v@@N@yR@@@]@}`@@@@@@@@@@@@@@oA@_@@@@@@@@@@sK@@@@@@@@@@@@@@@@@@@@@_A@@@`@@d`@@@@@@@@k@@@@@@@@kL
        @@@@@@@@@B@@@@@@@AA}gr@@xE@\@@@@@@@@@@@@@@@B@P@@@@@iD@r@@^@A@A@
        !Pf Final_Punctuation
        zD@|yF@B@[@gmB@@@C@A@N@B@
        !Pi Initial_Punctuation
        jD@kzF@AAA@X@gmB@@@C@A@N@B@
        !Po Other_Punctuation
        `@B@BA@@@@AIABAZ@cA@D@MAF@}T@G@qMEh@@u@@A@A@k@ASA@AL@@BiACeB@j@MhFBu@N^@dGAI@kC@wB@xB@eK@K@nJ@yA@IAgDN@@oB@iADCAnBEj
        D@cRHdW@{BBfAA|CB@Bd@E@CxHAwEA_CF@EkDF[A|BCz@D}@A_AGJ@aYAGGGHACABBJ@@@IycBC@AoB@nCACBA@AH@A@@AAID@IAC@@@LABkLBx@@|D@
        a_\AlGBbB@I@rBE{JCuAAg@B@@p@An@@`BLOA{BC}BAOAxF@cpSFA@U@SAACBB@CFBE@@AtCB@BA@@@@AIABAZ@c@@AAyKB{S@o@@}K@fV@fE@^@oGHe
        @@oBFaAFxACw\Dk@C|DFlBA@C}BCo@AnACC@L@@BwAEjB@`LDIA@@gB@yFVhBB[LkA@aCB{F@gGBzC@{AGrAB@D}KDi@AdSAeG@ob@D{zAAzrMAdC@`A
        DG@qYCfI@{dR@fnFDquBA
        !Ps Open_Punctuation
        g@@q@@^@}tB@@@}y@@}jA@B@e@@v@@N@yR@@@]@}`@@@@@@@@@@@@@@oA@_@@@@@@@@@@sK@@@@@@@@@@@@@@@@@@@@@_A@@@`@@d`@@@@@@@@X@Q@@@
        @@@@kL@@@@@@@@@B@@@@@@@A@`hr@@vE@\@@@@@@@@@@@@@@@B@P@@@@@iD@q@@^@B@A@
        !Sc Currency_Symbol
        c@@|BChf@@zB@qNAqNAF@tF@fG@dQ@zkA@ceA`@vz`@@bmT@kB@yC@zEABAu~FC}wo@@olA@
        !Sk Modifier_Symbol
        }A@@@fA@E@C@B@hOCKMDF@@@PtB@MAag@@sxD@@BJBLBLBLA{cCAbr\VHAfBAo]@MAeaSPzZ@@@aD@v_|@D
        !Sm Math_Symbol
        j@@OB|@@@@l@@C@d@@^@}V@nOBzpE@L@f@BLBjC@f@DE@cADDAC@A@A@F@^AA@@@^kG_@AyA@]Xg@EtM@H@u@GnB@oIDA^IO_GbCU~@C_@AaGo@TAE{}
        r@@wX@@BcD@OB|@@@@bC@ECsut@@X@^@X@^@X@^@X@^@X@kxDA
        !So Other_Symbol
        eD@A@C@@@p]@iGA~BAmE@I@RAvF@bO@tJ@aCE@@cC@nE@h@@fKBN@@BAES@@@@@dCG@E@ADCdEAoVIrU@qU@|Ca@`JIHHbk@A@C@AI@@AEE@@@@@@C@J
        AM@@A@@y@AHDAC@A@A@F@^AA@@@^kGGCSAFApA@]Xg@EdAXJpAmAUvD@H@u@GnB@wFk@k@_A_G_Oo@TAEf@A_@@hBdFEdJAm@Y@xAKuEYKG@LAK@TAEA
        oIACI_@c@[^J]G@N_@If@N_I_mE_AosTv@`ZCIA@@|PBeuSO~B@l@BcN@B@CALAxHHx@PAB@LB@n@l@yr@AnQ@ubB@tcAGCPiyQCD@uiS@rtCsB{@uFI
        f@A{@DBUAF]C|@TaAB@yDvAhd@_Ov@Cq@G@M@Agu@@{yA@`C@pUk@CcBKNAN@N@d@V`Dw@\Lk@CHFAMEyCzFDwUDOBLBsBKxAFKC@NKCw@GIEg@G]AAm
        AsIKMADBDBFH\BJDEIIEGGFHrC@v@
        !Zl Line_Separator
        g`G@
        !Zp Paragraph_Separator
        h`G@
        !Zs Space_Separator
        _@@~B@~mD@~jAJc@@n@@_|B@
        """#
}
