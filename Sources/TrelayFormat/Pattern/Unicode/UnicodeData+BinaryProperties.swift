// Written by scripts/unicode-tables from Unicode 14.0.0. Do not edit.

extension UnicodeData {
    /// The sets of the binary properties.
    static let binaryProperties: StaticString = #"""
        !AHex ASCII_Hex_Digit
        o@IFEYE
        !Alpha Alphabetic
        `AYEYn@@I@C@DV@^@iMCKMDF@@@uA@i@D@AAC@@E@@B@@@S@rA@jCGeD@e@A@Eh@f@M@@@A@A@@GZCC\JDw@@FMeB@GCGCBIBA@Oo@LdBW`@HAC@DWAR
        RXFJDW@EPi@IKBFEkA@O@BCNLR@GAAAU@F@@BCBGAAAA@@G@CA@DKAI@CB@ECAAU@F@A@A@ACDCAAAC@FC@@PEJB@H@B@U@F@A@DBH@B@AB@NCTCCB@G
        AAAU@F@A@DBGAAAAHACA@DL@OA@EBB@CBA@@@ABABBBKCDBB@BB@E@g@C@G@B@V@OBG@B@BGA@BA@AC[C@G@B@V@I@DBG@B@BGAEA@CLALL@B@h@AG@B
        @B@@DCFDUE@B@QBW@H@@AFGE@@@GQALy@DFE@r@A@@@D@W@@@R@BAD@@E@MC_@@~@G@c@CPEO@c@bAv@@@ADO_AICAe@@@D@Aj@@lI@CAF@@@CAh@@CA
        `@@CAF@@@CAN@x@@CAbAd@OOuAAEBkRAP@YDjABJFSJTKSKL@B@AKs@ARM@C@bAxAFj@DeAI^@KCHV]ADJk@CYu@[C~@ASq@@VAJBp@s@@N@Gr@i@ACI
        k@@JMv@UBIc@AHFj@ABh@C@E@AB@D_Ef@MJuGAEAe@AEAG@@@@@@@^At@@F@@BB@FBCAECLDB@FsB@L@OLdB@C@AI@@BDE@@@@@@C@JACDDC@Ph@lXs@
        uw@dFECBAKe@@@D@Aw@F@OVHF@F@F@F@F@F@F@F@_@n@@tMBXHFDADCuAEB@yA@CDj@@}AP_@o@O_O_mE_AlsTbAm@AlGBOIASn@DGBpBf@HAfBA_ADA
        @@@DWS@`@Ws@KcA@@k@EB@@BI`@Db@L\Br@@KN@OOID@v@HMQVBdA@@@@WBAOACJEAEAEHF@F@j@@MEzBTc|IKVCp@cgGmJAiBe@FKDDK@L@D@@@A@A@
        kB`@jJQ_AAu@g@KsBD@fCc@YEYJxABEAEAEABb@K@Y@R@A@NAMa@zBdAt@jG\Bp@n@_@L]Dj@D]Ac@CG@Di@}CQc@Cc@Cg@Gs@KJ@N@F@A@J@N@F@AbA
        vHHUIGWE@i@@HdAEA@@k@@AB@AVIVH^`AR@AIUIYeAw@EA_AC@ADG@B@\i@\B\b@G@[Zu@IUIRLQmBhAv@r@Lr@Lg@wIi@@ABAmA\I@GUi@Qm@TZVHeA
        j@DKv@H@LXVr@PCGb@B@H_A@CHAI@@@b@Q@a@A@E@`AF@@@C@N@IFx@VC@GAAAU@F@A@DBGAAAAB@E@DF{CaA@B@CSB]aAAA@@wDu@AFXEa@~@@@B@z@
        u@A@fAZAMTFxDx@fB_A^GA@AG@A@]@AAAAC|AGAm@AE@@@AZr@AIPgAD@QhAfGH@l@@F@@p@]AU@MhAF@A@k@B@@A@B@@AAWE@A@d@@A@C@@fIVxD@nA
        y[eBnBPcEkqA`BNn`@p}BfQxlGxPF^PnAP]Qo@OC^TDRoT_A_CjACx@FP_AA@@KAMw~DGue@i@HfvGC@F@A@bHl@BPCGkKcgAjBDLBHFIC@`zDtA@fA@
        AA@AAAC@K@@@F@`A@CAG@F@[@C@D@@BF@sIAX@X@^@X@^@X@^@X@^@X@Gsx@^`FF@PAF@A@DtEl@IFO@`I]Qk@sf@F@C@A@N@dEz@cAB@B@sd@C@Z@A@
        @A@@I@C@@@@E@C@@@@@@B@A@@A@@@@@@@@@@A@@AC@F@C@C@@@I@PDB@D@PsRYEYEYurB_vh@_@x`CF}EAasDMphF~_B}Oan@jyC
        !Bidi_C Bidi_Control
        {o@@pnEAYDv@C
        !Bidi_M Bidi_Mirrored
        g@AQ@@@[@@@\@@@l@@N@}rBC|y@A{kAAIAu@AMApD@_ECBEB@BABC@C@@@@CHD@@QDCHA@@@GA^ACD@HAARDAHDAACWAOGCSAFA|`@MiA@AC@A@BDCDB
        BMrKUAE@MG@FEB@CD@AADC@@BAAIEAAKR@CA@@@A@@CDAEBWAJACC@AAACj@AG@g@D@@@BDDBC@BD@@_G@bOCBA@AMAAIj@GjLIAG|pr@EDAaDAQ@@@[
        @@@\@@@@A@Avzt@@x@@x@@x@@x@@
        !CI Case_Ignorable
        f@@E@J@b@@@@fA@C@@@C@AAvN_ECAC@HA@@zFFnE@D@p@l@@@@A@A@@k@@JEIJ@@b@@ITO@dBG@I@C`@@@@]ZzAJy@JC@A@WWj@Bk@@FAEGh@y@v@@@@
        CGC@BFIAL@N@y@@CCG@SAY@AAx@@CACAABB@]AB@JAx@@CD@AC@SAUE@@y@@A@@CG@FAJA]@|@@K@q@@B@v@@@BDB@CFAJA\@y@@A@E@DASA[Ax@ACCG
        @SA\@gA@FB@@yA@AFJHaB@AHH@@EiAAZ@@@@@v@M@D@ADJ@c@H@eBC@E@AAAXACBOCL@AAE@N@}A@_RBq\B\A]A]A_AA@FG@AJB@D@l@Dr@@`AAa@@uB
        BCAH@EBzEAA@y@@@F@@@@AGEIA@f@@G^p@Co@@@D@@D@g@HKA_@CAA@Bw@@@AB@@By@GAA_AEqAB@L@FC@E@BAq@~@L@a@dB|L@@BJBLBLBLAKDGAI@A
        @ADp@D@I@@L@OLr@`@j{AApBB|B@N@_B_@n@@tM@c@CBDD@|AE|ABuwZ@af@EmG@aBC@I@@[CoAAMa@mA@VBfBBBAG@B@C@XAD@vCAYQL@e@GXJm@Bo@
        @ACAAP@TAaAEAAAAK@G@b@@J@r@@@BAADA@@Z@MADA@@cBDHBxB@A@C@oxR@rCP|POB@KOa@@A@hD@F@E@J@b@@@@n@@l@AbA@TB`O@aF@tCDd_@E@i@
        @HeQB@ADCg@BC@dDA|PCbKAxCJp@CzB@u@Nh@@AAIBp@CAAA@C@I@q@Bc@D@G}@@KAs@HICA@~ABA@@AE@_D@BGTAx@AB@d@FBDbEGAB@@V@sAE@@CA@
        AmFCEA@AZAtAGA@@AiB@@@AE@@dBBAC@DbGH@A_GA@@C@oCCAAC@_@Ig@EACG@HEABm@L@AuKF@E@@qAUAF@A@AyBEB@@A@F@@gAAB@@@zIAzhDHvtLD
        z@FHCj_@@~@P_AA@Aj_OC@F@A}cBA@C{qCm@AV_PBHOAF]CsCBz|@v@Cq@G@M@UD@Noi@F@PAF@A@DdGMoJ@|@C_n@FlBGntAD`_bW@]_B_CoF
        !Cased
        `AYEYn@@I@C@DV@^@bE@CCoE@c@FA]D_B@i@CAAAC@@E@@B@@@S@rA@jCGeD@e@Hh@vwAe@@@D@Aj@AB_TuAAEacAHFj@AB_A_E_AuGAEAe@AEAG@@@@
        @@@^At@@F@@BB@FBCAECLDB@FsB@L@OLdB@C@AI@@BDE@@@@@@C@EC@ACDDC@P_@BApXs@uw@dFECBAKe@@@D@qg]m@Q]cCeBBC@z@DA@@@DZA@BtXj@
        @LFoA_yRFKDh_@YEYdd@oA_Bc@Cc@sBJ@N@F@A@J@N@F@AbM@AB@i@@Hde@r@Lr@l|A_A_jT_A_kXtA@fA@AA@AAAC@K@@@F@`A@CAG@F@[@C@D@@BF@
        sIAX@X@^@X@^@X@^@X@^@X@Gsx@I@S`nAcAk~@YEYEY
        !CWCF Changes_When_Casefolded
        `AYyA@IV@G_@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@A@@@@@@@@@@@@@@@@A@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@
        @@@@@@@@@@@@@@A@@@@@@@A@@@A@BAC@A@BBA@A@@@@@A@@A@@A@B@@@AB@FA@A@A@@@@@@@@@@@@@@@@A@@@@@@@@@@@@@@@@@AA@@@B@@@@@@@@@@@
        @@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@FA@AA@@C@@@@@@@@uF@i@@@@B@G@E@@B@@@A@P@HU@KBBA@@@@@@@@@@@@@@@@@@@@@@@
        @@AAA@@@AAr@o@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@H@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@A@@@@@@@@@@@@A
        @@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@Ae@o@@wwAe@@@D@iXEacA
        HFj@AB_I@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@
        @@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@DAA@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@
        @@@@@@@@@@@@@@@@@@@@@@@@@HGGEIGGGGEJ@@@@@@@GGOo@ABAEDBAEJCKDDBAEhH@BAE@l@OR@qXYox@o@o@@@BA@@@@@@C@@A@GB@@@@@@@@@@@@@
        @@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@G@@@C@li]@@@@@@@@@@@@@@@@@@@@@@
        @@@@@@@@@@@@@@@@@@@@@@@R@@@@@@@@@@@@@@@@@@@@@@@@@@@fC@@@@@@@@@@@@@B@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@
        @@@@@@@@@@@@I@@@@A@@@@@@@@C@@@A@@@B@@@@@@@@@@@@@@@@@@@@D@D@@@@@@@@@@@@@@@C@@E@D@@@[@yZoA_yRFKDh_@Yde@g@gCc@{CJ@N@F@A
        iv@r@l~A_@_kT_@_t]a@
        !CWCM Changes_When_Casemapped
        `AYEYy@@IV@^@_A@sA@L@MAMAA@@C|A@QEZ@A@@@ABA@@@A@DA@@AA@F@A@@ABED@IAeD@i@CAABB@@E@@B@@@S@n@B`@@D@dCGeD@e@If@wwAe@@@D@
        Aj@AB_TuAAEacAHFj@ABxD@B@O@pB{CA@@uBAEAe@AEAG@@@@@@@^At@@F@@BB@FBCAECLDB@FhH@BAE@Z@P_@BApXs@uw@pB@A@AFeBFCBAKe@@@D@q
        g]m@Q[eCMA}@HNBBAD@X@ZDACCZA{Y@[oA_yRFKDh_@YEYdd@oA_Bc@Cc@sBJ@N@F@A@J@N@F@Abu@r@Lr@l|A_A_jT_A_s]cA
        !CWL Changes_When_Lowercased
        `AYdBV@F`@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@A@@@@@@@@@@@@@@@A@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@
        @@@@@@@@@@@@A@@@@BA@@@A@BAC@A@BBA@A@@@@@A@@A@@A@B@@@AB@FA@A@A@@@@@@@@@@@@@@@@A@@@@@@@@@@@@@@@@@AA@@@B@@@@@@@@@@@@@@@
        @@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@FA@AA@@C@@@@@@@@`H@@@B@G@E@@B@@@A@P@Hb@@G@@@@@@@@@@@@@@@@@@@@@@@D@A@@AAr@
        o@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@H@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@A@@@@@@@@@@@@A@@@@@@@@@@@@
        @@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@Ae@hyAe@@@D@qUuAycAj@AB_I@@@@@@@@
        @@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@
        @@@@@@@@@@@@@@@@@@@@@@@@@H@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@
        @@@@@@@HGGEIGGGGEJ@@@@@@@GGWGGGGGGDJDJCKDJDhH@BAE@l@OR@qXYox@o@o@@@BA@@@@@@C@@A@GB@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@
        @@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@G@@@C@li]@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@
        @@R@@@@@@@@@@@@@@@@@@@@@@@@@@@fC@@@@@@@@@@@@@B@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@I@@@@A@@@
        @@@@@C@@@A@@@B@@@@@@@@@@@@@@@@@@@@D@D@@@@@@@@@@@@@@@C@@E@D@@@[@jxTYde@g@gCc@{CJ@N@F@Aiv@r@l~A_@_kT_@_t]a@
        !CWKCF Changes_When_NFKC_Casefolded
        `AYdA@F@@@A@@@ACAB@B@V@G_@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@B@@A@@@@@@B@@@@@@@A@@@@@@@@@@@@@@@@@@@@@
        @@@@@@@@@@@@@@@@@@@@@@@@A@@@@@@@A@@@A@BAC@A@BBA@A@@@@@A@@A@@A@B@@@AB@FI@@@@@@@@@@@@@@A@@@@@@@@@@@@@@@@@AC@B@@@@@@@@@
        @@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@FA@AA@@C@@@@@@@@`BH^EADzAA@BH@_@@@@@@@@B@BACF@@@A@P@HU@KG@@@@@@@@@@
        @@@@@@@@@@@@@@@B@A@@@AAr@o@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@H@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@A
        @@@@@@@@@@@@A@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@Ae@o@@sC
        @wAC~UG{BA@@rA@A@a@BA@|FAtU@~B@g@Am@@u@@H@C@C@C@K@H@@DF@P@H@C@C@C@K@eFe@@@D@m@@aBAvSEu\AtADob@HFj@ABkBB@J@Q@[L@a@d@_
        A@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@
        @@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@DAA@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@
        @@@@@@@@@@@@@@@@@@HGGEIGGGGEJ@@@@@@@GG@@@@@@@@@@@@@@Ao@ABAMAHB@CC@BB@CGABAG@O@@D@KBBEBA@AC@@@GBL@FRAZ@LJ@vAC@B@J@AAD
        AB@@@@@@@C@J@ECDEo@B@D@aDA@AwFAtHjC`h@@fBBdB@bHo@o@@@BA@@@@@@C@@A@ED@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@
        @@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@G@@@C@{B@nH@rA@KuEi@@t@@@B_BAA@~A@p@}ABM_B^@g@Gn@@_K_q[@@@@@@@@@@@
        @@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@R@@@@@@@@@@@@@@@@@@@@@@@@@@@@AcC@@@@@@@@@@@@@B@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@
        @@@@@@@@@@@@@@@@@@@@@@@@@@@G@@@@A@@@@@@@@C@@@A@@@B@@@@@@@@@@@@@@@@@@@@D@D@@@@@@@@@@@@@@@C@@E@D@@@XCAAaZCH@EoA_iRmGA@
        @@AI@@@@AABcAAiBe@FKDD@@W@D@@@A@A@kB`@jJQ_AAu@g@LBYUTAK@R@CCB@@@fCA@@}DBEAEAEABBF@F@Hf_@g@gCc@{CJ@N@F@AjND@i@@Hde@r@
        l~A_@_kT_@_qRCydDFMG_AE~PtA@fA@AA@AAAC@K@@@F@`A@CAG@F@[@C@D@@BF@sIAcHAq@_gCa@}e@C@Z@A@@A@@I@C@@@@E@C@@@@@@B@A@@A@@@@
        @@@@@@A@@AC@F@C@C@@@I@PDB@D@PcQJD^@_@YBb@@nBBLk@CHFA}kAIe_~@}Oan`U__C
        !CWT Changes_When_Titlecased
        `BYy@@h@W@G@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@A@@@@@@@@@@@@@@A@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@
        @@@@@@@@@@@@@A@@@@BA@@@A@B@D@A@BAB@A@@@@@A@C@A@B@@@A@B@@@C@@A@A@@@@@@@@@@@@@@@@@A@@@@@@@@@@@@@@@@@B@@@@B@@@@@@@@@@@@
        @@@@@@@@@@@@@@@@@@@@@@@@@@@B@@@@@@@@@@@@@@@@@G@AA@@C@@@@@@@@E@A@@@ABA@@@A@DA@@AA@F@A@@ABED@IAeD@j@@@@B@BBQ@Zb@@ABB@@
        @@@@@@@@@@@@@@@@@@@@@D@@A@A@s@o@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@H@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@
        @@@@A@@@@@@@@@@@@A@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@p@
        f@orBEacAHoF@B@O@qB@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@
        @@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@FD@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@
        @@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@HGEIGGGGEIGGGGMAGGGGGGD@AE@BB@AGCAAGGIB@AuI@`@OC@jYYey@o@@@BA@@@@@@E@A@I@@@@@@@@@@@@@
        @@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@G@@@C@Ke@@@D@rg]@@@@@@@@@@@@@@
        @@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@R@@@@@@@@@@@@@@@@@@@@@@@@@@@fC@@@@@@@@@@@@@B@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@
        @@@@@@@@@@@@@@@@@@@@I@@@A@@@@@@@@@C@C@@AA@@@@@@@@@@@@@@@@@@@J@@@@@@@@@@@@@@@C@@@E@D@@@[@{Y@[oA_yRFKDh`@Yle@g@gCc@zCJ
        @N@F@Abw@r@l}A_@_kT_@at]a@
        !CWU Changes_When_Uppercased
        `BYy@@h@W@G@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@A@@@@@@@@@@@@@@A@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@
        @@@@@@@@@@@@@A@@@@BA@@@A@B@D@A@BAB@A@@@@@A@C@A@B@@@A@B@@@DA@A@A@@@@@@@@@@@@@@@A@@@@@@@@@@@@@@@@@A@A@@B@@@@@@@@@@@@@@
        @@@@@@@@@@@@@@@@@@@@@@@@@B@@@@@@@@@@@@@@@@@G@AA@@C@@@@@@@@E@A@@@ABA@@@A@DA@@AA@F@A@@ABED@IAeD@j@@@@B@BBQ@Zb@@ABB@@@@
        @@@@@@@@@@@@@@@@@@@D@@A@A@s@o@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@H@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@
        @@A@@@@@@@@@@@@A@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@p@f@
        gyAj@ABwVEacAHoF@B@O@qB@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@
        @@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@FD@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@
        @@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@HGEIGGGGEIGGGGMAt@@AC@@@BB@AC@BCAAGGIB@AC@pI@`@OC@jYYey@o@@@BA@@@@@@E@A@I@@@@@@@@
        @@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@G@@@C@Ke@@@D@rg]@@@@@@@@@
        @@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@R@@@@@@@@@@@@@@@@@@@@@@@@@@@fC@@@@@@@@@@@@@B@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@
        @@@@@@@@@@@@@@@@@@@@@@@@@I@@@A@@@@@@@@@C@C@@AA@@@@@@@@@@@@@@@@@@@J@@@@@@@@@@@@@@@C@@@E@D@@@[@{Y@[oA_yRFKDh`@Yle@g@gC
        c@zCJ@N@F@Abw@r@l}A_@_kT_@at]a@
        !Dash
        l@@{i@@r@@`qB@d_@@h_AE|@@f@@N@eK@c_B@A@^AC@[@}L@R@nB@okr@Ad@@I@hD@~{B@
        !DI Default_Ignorable_Code_Point
        lD@`T@kU@ayAArq@AtADz~@DYDp@OsfC@zcr@OnF@_D@nAHfdn@CneDGdsjW__C
        !Dep Deprecated
        hI@hh@@bgA@@@h`AAdeAExTAuevZ@
        !Dia Diacritic
        }A@@@fA@E@C@AAvN~C@GDEPAC@HA|FDpE@v@P@Z@@@A@@eCGCAeCACABBbAZzAJy@Ja@A}BGh@IO[|@@O@BC[@iA@O@mB@O@mB@O@n@B{@@O@F@vB@mB
        @O@mB@O@lBAO@{B@{BE@@jB@LDjAAZ@@@@@CAaAB@A}@@oB@@Ag@ACDXF@@IA`UBs\ArDJH@zIBxHGA@o@NAJgB@N@e@Hu@AiCA_AEqAXC@E@ABq@~@x
        AKd@J|L@@BJBLBLBLAofBB|H@yNEhBC~A@qj\@KA@@[AqAAMa@eBBlBAiE@ZQx@Cc@@~A@K@c@@tCB`ACr@@cBDHB_CAoxR@`WOmG@@@n@@l@AbA@{V@
        ~c@E@i@@HiXAzPE}OJp@C_E@h@@gAAwBA}@@kA@HBgBAqDApA@O@WFBDlE@B@zBAzFA}B@uBArB@lGAaGAC@{C@rA@Q@pA@dL@aG@@ApA@wiRDz@Fwa@
        PoAA}~NC@F@A`wFm@AV_PBBEGGAF]Ca{BFvJ@|@C_n@FlBB@B
        !Emoji
        b@@E@DInB@C@l{F@K@wE@U@yAENAnJAK@eD@XJCBfE@fFAI@H@y@C@DH@A@AAA@C@A@@AA@B@BAGBD@@@DKJAA@@A@@Q@AAQE@@@ABAD@AACAJADAA@D
        A@@@ASADE@CA@C@A@AE@@A@@@@@E@B@E@IAN@A@C@@@CB@@JAo@BH@M@M@sJAnMBRAr@@C@ye@@K@xQ@@@ijnB@iE@_DAKAM@AIjAY@AV@S@AHTAmDa@
        AoBAA@BArAAB@fG@~@JE@WFAAGK@ACA@CALAA@GAH@DBKBGBA@@@C@E@B@EuAo@eADGABDHB@@AB@AIbFKC@zGn@@I@xDoBDBDBFH\BJDEIIEGGF
        !EComp Emoji_Component
        b@@E@DIr}F@tE@jhv@@u}{@YzNDol@Ckr`W_B
        !EMod Emoji_Modifier
        z~{BD
        !EBase Emoji_Modifier_Base
        |oH@zE@OCvbrB@{@BA@ABtBAAJTRB@CB@BF@@@W@hEAC@T@CAmDBBDrA@OBH@J@~P@A@GGE@HIABw@@|@A@A@@PB@LdFBi@F
        !EPres Emoji_Presentation
        ywGAlECB@A@hOATAq@Kj@@R@L@GAPADAG@D@T@FA@@C@A@F@CA[@b@@@@CB@@|@BW@M@zYAr@@C@mdpB@iE@}D@AIjAY@@W@S@AD@BTAmD`@KH@eA@UK
        j@CDKPB@BfA@@@zDA~@LC@WQ@YAL@uAtAo@eAE@BBABDBJAFHbFKC@zGn@@I@xDoBDBDBFH\BJDEIIEGGF
        !ExtPict Extended_Pictographic
        hD@C@l{F@K@wE@U@yAENAnJAK@~A@eA@XJCBfE@fFAI@H@y@C@E@K@qBIuBAJ@@@@E@B@E@IAN@A@C@@@CB@@JDl@BH@M@M@sJAnMBRAr@@C@ye@@K@x
        Q@@@ejnB_GLB^@{@EKAM@AIQx@ZNI@S@AH@CHqLD}HGiGo@_CsBKtAj@KCw@GIEg@G]qAKn@@I@xL_G}^
        !Ext Extender
        vD@wOAmZ@xL@yY@oV@~B@biA@w@@bR@mK@cA@h{C@j@DfBA|ABuwZ@un@@a]@U@hC@kB@TAzbT@o_AAy}A@gRBne@@hdSA{c@A@@wi[Ae_AB
        !Gr_Base Grapheme_Base
        _@~A`@L@qQoBGAECF@@@S@_FFeD@e@Aq@ABm@@@@A@A@HZCEPIJ@@m@TO@dBG@EAA@C_@A@@]\xAJ@Mj@HFBWC@H@B@FN@XD@@JD^Pi@x@v@@@@CGC@B
        FIA\@A@GAAAU@F@@BCB@@AEAAA@@LA@BCWD@@ECAAU@F@A@A@ACBWC@@FIAB@@K@@H@B@U@F@A@DBCG@@AB@NACKF@GA@GAAAU@F@A@DB@A@EAAANA@B
        CQJ@@EBB@CBA@@@ABABBBKD@@ABB@BB@TTEB@G@B@V@OB@BCRBA@AACIFI@J@B@V@I@DBA@A@AAA@APA@ACI@ANJ@B@h@A@@ADB@B@ACB@ICYAA@QBW@
        H@@AFHAEFFIABKo@@AJGGLd@A@@@D@W@@@I@AH@AD@@HIAC_@WAZ@@@@@M@c@Q@D@ADp@G@E@Ld@l@C@E@AAAXACBOCL@AAE@N@g@@@D@AxJ@CAF@@@C
        Ah@@CA`@@CAF@@@CAN@x@@CAbAD\BYEuAAEA|SBxAFQB@HRABHQML@BNs@A@FG@AJHBIEIEJDIExAFDAa@@@DeAI^CCABCA@EF@Bi@ADJk@CYEJBx@AA
        Bw@@@H@@AGELIEIEMuAo@F@@D@IBZHJB_@CAA@Bw@@@AB@@BAGo@GADNB{@Fj@AJJ@L@FC@E@BA@D_E_AuGAEAe@AEAG@@@@@@@^At@@N@MAE@RAB@H@
        JDWFp@OAAZ@LB`@~@kCCvSXJTsw@A_@@wIBADl@@@D@Aw@FANVHF@F@F@F@F@F@F@F`@}Aa@Y@xAKuEYKCi@EO@uACdBDj@@}A@sAKn@@lr[Bv@H{ISn
        @C@I_@AoAAEGjEDA@@@DWO@B@C@XADCIEw@GcAIKWL@e@GXJAJ]Eo@@ACAAO@JCF@X@h@EAAAJB@G@@AIA_@@r@@@BAADA@@@WPAGJEAEAEHF@F@{@Ct
        B@A@CBIEc|IKVCp@cgGmJAiBe@FKDD@@W@D@@@A@A@|BO|LAu@F@_@OOIUb@@R@CCD@fCC|CA^BEAEAEABBF@FLAAK@Y@R@A@NAMa@zBDBCl@BwA@LB@
        n@l@bC\Bp@OZCc@H]De@I]@d@CMi@}CAIEc@Cc@Cg@Gs@JK@N@F@A@J@N@F@AbAvHHUIGWE@i@@HdAEA@@k@@AB@AV@gAGHo@R@AD`@BZD@_Aw@CSAn@
        NC@B@\IHFHF_A_@d@EKHu@B\AZDYFCKFoAhAv@r@Lr@Fi@KIeH^@i@B@AAmAg@GUJHUQCCe@[SVH@@u@NFC]@AA@Kp@CAAA@CMXFIHc@D@HQGb@@BJs@
        HICA@O@SJQ@[BA@@AEaAF@@@C@N@JEn@@BLIGA@GAAAU@F@A@DB@@@@CAAABA@KF{Cw@GAB@@T@@@B]o@@AE@@A@@A@ACGIeDn@@AECA@AZc@r@GA@@A
        CJIELRj@@@@AE@@AEIu@ZDAC@HVxDn@H@A@cBrAKGA@AG@A@W@D@AC@@C@BHIeAGAi@GC@CZ@Ig@EACGH@EABm@L@AHLhAfGH@e@M@@EI\B_@X@F@A@j
        AF@A@e@T@HIEE@A@d@CA@@@@FIuHRACvD@Nq@Lz[eBnB@DJcEkqAbBLn`@p}BfQxlGxPF^@ICpA@IE]F@Io@FNII@F@TDRoTzAdBjADw@JL_ACKAMw~D
        Gue@i@HfvGC@F@A@bHl@BPCGkKcgAjBDLBHFIA@A@otCsB{@uFIf@A{@@@BCTAF]C|@TaAB@yCSKvAHXfCtA@fA@AA@AAAC@K@@@F@`A@CAG@F@[@C@D
        @@BF@sIAcHAqPv@Cq@G@M@Fsb@^`Nl@IFAICA_I]Qk@CID@_f@F@C@A@N@dEAHo@cAF@CICApWcAkA|@aEC@Z@A@@A@@I@C@@@@E@C@@@@@@B@A@@A@@
        @@@@@@@@A@@AC@F@C@C@@@I@PDB@D@Ps@AmGk@CcBKNAN@N@d@ImDw@\Lk@CHFAMEyCw]DOBLBsBKxAFKC@NKCw@GIEg@G]AAmAsIKMADBDBFH\BJDEI
        IEGGFHrC@v@d@Ie_@_vh@_@x`CF}EAasDMphF~_B}Oan@jyC
        !Gr_Ext Grapheme_Extend
        _WoBrGFfGl@@@@A@A@@gAJo@TO@dBFAEAA@Cb@@]ZzAJy@HH@WC@H@B@Dj@B{@Gi@W@_@v@@@@CGC@BFIA\@y@@@@ACG@H@IAY@AAx@@CACAABB@]AB@
        JAx@@CD@AC@SAUE@@y@@@A@CG@FBIA]@z@@@@K@H@g@@B@v@@@BDB@CFAJA\@y@@A@A@B@DAFAJA[Ax@A@@ACG@H@IA\@gA@C@AB@@G@pA@AFKGaB@AH
        JEiAAZ@@@@@v@M@D@ADJ@c@H@eBC@E@AAAXACBOCL@AAE@N@~TBq\B\A]A]A_AA@FG@AJH@l@B@@tBAa@@uBBCAH@EBzEAA@y@@@F@@@@AGEIA@o@^p@
        Co@F@@D@g@HKA_@CAA@Bw@@@AB@@By@GAAwCB@L@FC@E@BAeE_AkO@bE`@}~ABlC@_B_@iPEhBAsm\C@I_@AoAAoG@B@C@XAD@vCAYQL@e@GXJm@Bo@@
        ACAAf@@bAEAAAAK@G@n@@r@@@BAADA@@i@AG@mF@A@C@oxR@`VOOOmJA|Q@aF@tCDes@B@ADCg@BC@dDA|PCbKAxCJp@CzB@u@Nh@@AAIBp@CAAF@|@B
        c@D@G}@@KAs@HICA@~ABA@@AE@_D@BGTAx@A@@@@U@MFBDbEGAB@@V@pA@AE@@A@@A@AjF@ACEA@AZAtAGA@@AiB@@@AE@@dBBAC@DbGH@AtF@IA@@C@
        oCCAAC@_@Ig@EACG@HEABm@L@AuKF@E@@qAUAF@A@AyBEB@@A@F@@gAAB@@@zIAz~QDz@Fw_@@~@CpA@wdRA`rCm@AV}O@@BCDGGAF]CsCBz|@v@Cq@G
        @M@UD@Noi@F@PAF@A@DdGFvJ@|@C_n@FlBFtudW_B_CoF
        !Hex Hex_Digit
        o@IFEYEht~@IFEYE
        !IDSB IDS_Binary_Operator
        o~JAAG
        !IDST IDS_Trinary_Operator
        q~JA
        !IDC ID_Continue
        o@IFYC@@Yn@@I@@@A@DV@^@iMCKMDF@@@PtB@AAC@@ED@@@S@rA@jC@DAeD@e@A@Eh@Gl@@@@A@A@@GZCC\JDiACeB@GAI@RA@Oz@AdBMu@C@A@Am@Q[
        CJDW@EHiA@`CAI@R@GAAAU@F@@BCAHAAACG@CA@DAKI@@@AB@ECAAU@F@A@A@AA@@DCAABB@FC@@FOJB@H@B@U@F@A@DAI@B@BA@NCAIHF@B@GAAAU@F
        @A@DAHAAABFBCA@DAI@@OA@EBB@CBA@@@ABABBBKCDBB@CA@E@MIOL@B@V@OAH@B@CFA@BA@ACAIOC@G@B@V@I@DAH@B@CFAEA@CAI@ALL@B@r@@B@DD
        CFDAIIE@B@QBW@H@@AFB@CE@@@GEIAALy@DN@If@A@@@D@W@@@VAD@@@EAIAC_@@VAEIJ@@@@@CI@c@CS@Q@c@H@x@iAEmAAe@@@D@Aj@@lI@CAF@@@C
        Ah@@CA`@@CAF@@@CAN@x@@CAbAABHHMOOuAAEBkRAP@YDjABJFUHUJSKL@B@AKsAB@CAAI`@B@JExAFj@DeAI^@KCKIg@ADJk@CYEJd@[C~@@\AJEIL@
        GM@Op@lABIPHKsBKw@GIBp@AHFj@ABOB@f@DuOAEAe@AEAG@@@@@@@^At@@F@@BB@FBCAECLDB@FaAAR@[@L@OLr@LC@BKP@C@AI@@AEE@@@@@@OACDD
        C@Ph@vrAdFEHKe@@@D@Aw@F@NWHF@F@F@F@F@F@F@F@_@dOBXN@DADCuAAF@yA@CDj@@}AP_@o@O_O_mE_AlsTbAm@AlGB[So@CI@rBd@HAfBA_ADA@@
        @DWu@C@Rs@KeAIIEWB@@p@Ac@K\B`AMJE^@v@HMAIEVBhAWBAOADIEAEAEHF@F@j@@MEzB@AAIEc|IKVCp@cgGmJAiBe@FKDDK@L@D@@@A@A@kB`@jJQ
        _AAu@g@KCOOOBAWB_@D@fCRIFYC@@YJxABEAEAEABb@K@Y@R@A@NAMa@zBdAt@gC@aC\Bp@N@^_@L]Dj@D]Ac@CG@Di@}CAIEc@Cc@Cg@Gs@KJ@N@F@A
        @J@N@F@AbAvHHUIGWE@i@@HdAEA@@k@@AB@AVIVH^`AR@AIUIYeAw@EA_AC@ADG@B@\ABC@_@\B\b@G@]Xu@IUIRLQmBhAv@r@Lr@Lg@GIeIi@@ABAmA
        \I@G`@^Ui@TZVHfA^OH{@F@LXFIEt@@ICCGc@A@HdACC@L@@b@Q@d@E@`AF@@@C@N@IFz@DIEC@GAAAU@F@A@D@IAAABA@E@DFAFBDjCjADICC]eA@@G
        IeDu@AHVEa@`AB@JIe@x@FIu@ZANCIEFxDz@dBiATGA@AG@A@]@AAHKIeAGAm@AG@AZ~@G@GiAB@QhAfGH@l@@HNIW]AU@MhAF@A@k@B@@A@HGIEE@A@
        d@@A@EFIuHVxD@nAy[eBnBPcEkqA`BNn`@p}BfQxlGxPF^@IEnA@IE]ADJv@HCKIHTDRoT_A_CjACx@FP_AA@AJAMw~DGue@i@HfvGC@F@A@bHl@BPCG
        kKcgAjBDLBHFIBA`rCm@AV}ODBEGGAF]CsCBzLtA@fA@AA@AAAC@K@@@F@`A@CAG@F@[@C@D@@BF@sIAX@X@^@X@^@X@^@X@^@X@GAq@_Ov@Cq@G@M@U
        D@Noa@^`FF@PAF@A@DtEl@BMAIC@`I^Py@ef@F@C@A@N@dEJFh@kACIed@C@Z@A@@A@@I@C@@@@E@C@@@@@@B@A@@A@@@@@@@@@@A@@AC@F@C@C@@@I@
        PDB@D@PshBIe_@_vh@_@x`CF}EAasDMphF~_B}Oan@jyCtlzToF
        !IDS ID_Start
        `AYEYn@@I@C@DV@^@iMCKMDF@@@`CD@AAC@@E@@B@@@S@rA@jCGeD@e@A@Eh@fAZCCl@j@b@A@bB@@NAFAIBA@O@@]\xAJ@W`@HAC@DUC@H@B@VXFJDW
        @EPi@y@u@B@Q@FINOCGAAAU@F@@BCB@O@LA@BMAI@GECAAU@F@A@A@A^C@@RBOH@B@U@F@A@DB@Q@NAV@JGAAAU@F@A@DB@]A@BN@P@@EBB@CBA@@@AB
        ABBBKU@s@G@B@V@OB@YBA@AA]@CG@B@V@I@DB@^A@ANAPH@B@h@A@O@DBGBWEDQBW@H@@AFy@o@@AKFy@A@@@D@W@@@I@AH@AD@@TC_@@~@G@c@ZDrBj
        @S@OECCB@BAFBCLK@Pe@@@D@Aj@@lI@CAF@@@CAh@@CA`@@CAF@@@CAN@x@@CAbAd@OOuAAEBkRAP@YDjABJFQLRMQML@BNs@b@@C@bAxAFh@@@DeAI^
        p@]ADJk@CYu@VHt@qA@|An@PGu@]LAIk@Yc@h@BIc@AHFj@ABh@C@E@AB@D_E_AuGAEAe@AEAG@@@@@@@^At@@F@@BB@FBCAECLDB@FsB@L@OLdB@C@A
        I@@AEE@@@@@@OACDDC@Ph@vrAdFECBAKe@@@D@Aw@F@OVHF@F@F@F@F@F@F@FePBXHFDADCuACD@yA@CDj@@}AP_@o@O_O_mE_AlsTbAm@AlGBOIASn@
        O^AoAf@HAfBA_ADA@@@DWO@B@C@V\s@Mq@}@EB@@AJ[IVX\Fn@[@OD@IID@h@VB@GSVB@Bq@@@BAADA@@@WBAJFBKEAEAEHF@F@j@@MErB\c|IKVCp@c
        gGmJAiBe@FKDD@@I@L@D@@@A@A@kB`@jJQ_AAu@g@KsBD@fCc@YEYJxABEAEAEABb@K@Y@R@A@NAMa@zBdAt@jG\Bp@n@_@L]De@I]Ac@CG@Di@}CQc@
        Cc@Cg@Gs@KJ@N@F@A@J@N@F@AbAvHHUIGWE@i@@HdAEA@@k@@AB@AVIVH^`AR@AIUIYeAw@EA_A@NC@B@\i@\B\b@G@[Zu@IUIRLQmBhAv@r@Lr@Lc@{
        Ii@EAmA\I@GUi@Qm@TZVKt@x@AA@Ll@_@XYc@\@A@Gb@B@Ko@MCT@@@b@Q@XsAF@@@C@N@IFn@e@GAAAU@F@A@DB@Q@KD}Ct@QCSB]o@SA@@wDn@h@Cc
        @o@S@z@j@L@fAZd@FxDk@sB_A^GA@AG@A@WN@@@}AGAf@O@@@[@Ig@F@T@Jm@R@QhAfGH@d@P@p@]oBF@A@e@T@XE@A@_@M@fIR|D@nAy[eBnBPcEkqA
        `BNn`@p}BfQxlGxPF^PnAP]Qo@OC^TDRoT_A_CjAD@aAL_AA@@[w~DGue@i@HfvGC@F@A@bHl@BPCGkKcgAjBDLBHFIezDtA@fA@AA@AAAC@K@@@F@`A
        @CAG@F@[@C@D@@BF@sIAX@X@^@X@^@X@^@X@^@X@Gsx@^`Nl@IFO@`I]Qk@sf@F@C@A@N@dEz@cAF@sd@C@Z@A@@A@@I@C@@@@E@C@@@@@@B@A@@A@@@
        @@@@@@@A@@AC@F@C@C@@@I@PDB@D@PciC_vh@_@x`CF}EAasDMphF~_B}Oan@jyC
        !Ideo Ideographic
        e_KAXHMBd]_mE_A_oS_gUmJAiBig\@Zw~DGue@i@HfbHkKcgR_vh@_@x`CF}EAasDMphF~_B}Oan@jyC
        !Join_C Join_Control
        k_GA
        !LOE Logical_Order_Exception
        _qBDzBDovABA@yfc@AA@@A
        !Lower Lowercase
        `BYn@@I@C@c@W@G@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@A@@@@@@@@@@@@@@@A@@@@@@@@@@@@@@@@@@@@@@@@@@@@@
        @@@@@@@@@@@@@@@@@A@@@@BA@@@A@BAC@A@BBA@A@@@@@A@@A@@A@B@@@AAABE@A@A@@@@@@@@@@@@@@@@A@@@@@@@@@@@@@@@@@AA@@@B@@@@@@@@@@
        @@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@FA@AA@@C@@@@@@@@dA@c@FA]D_B@j@@@@B@ACQ@Zb@@ABB@@@@@@@@@@@@@@@@@@@@@@
        @D@@A@AAr@o@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@H@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@A@@@@@@@@@@@@A@@
        @@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@o@h@fyAj@ABwVEacAHvB_E
        `A@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@
        @@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@H@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@
        @@@@@@@@@@@@@@@@HGEIGGGGEIGGGGMAGGGGGGD@AE@BB@AGCAAGGIB@AxB@L@OLlB@BAB@Z@C@C@AAGCC@`@OC@jYYey@o@@@BA@@@@@@C@@A@GB@@@
        @@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@AF@@@C@Ke@@@D@rg]@@@@
        @@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@R@@@@@@@@@@@@@@@@@@@@@@@@@@BdC@@@@@@@@@@@@B@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@
        @@@@@@@@@@@@@@@@@@@@@@@@@@@@@I@@@@A@@@@@@@@@C@@@A@@B@@@@@@@@@@@@@@@@@@@@D@D@@@@@@@@@@@@@@@C@@@E@@@@@@@@@[@@BtXj@@LFo
        A_yRFKDh`@Yle@g@gCc@zCJ@N@F@AbM@AB@i@@Hdg@r@l}A_@_kT_@ykXYYF@QYYYC@@@F@JYYYYYYYYYYYYYYYYY[[X@EYX@EYX@EYX@EYX@E@@sx@I
        @SboAa@
        !Math
        j@@OB^@\@@@l@@C@d@@^@wUBA@YAABnOBloE@ZBJ@B@L@MCTDJD`ALC@BACDQ@C@AI@@AEE@BAAA@B@EBM@@cAW@E@ACAC_@@@EAMkGGCSAyA@]Z@@W@
        JF|LAKICECAAABDM@@@AEJGDAx@@@@\CHBoI_A_G_Oo@TAE{}r@@vXE@@aD@OB\@@@\@@@bC@ECr_t@tA@fA@AA@AAAC@K@@@F@`A@CAG@F@[@C@D@@B
        F@sIAcHAq@_oDC@Z@A@@A@@I@C@@@@E@C@@@@@@B@A@@A@@@@@@@@@@A@@AC@F@C@C@@@I@PDB@D@Ps@A
        !NChar Noncharacter_Code_Point
        om~@_@mOA}~~@A}~~@A}~~@A}~~@A}~~@A}~~@A}~~@A}~~@A}~~@A}~~@A}~~@A}~~@A}~~@A}~~@A}~~@A}~~@
        !Pat_Syn Pattern_Syntax
        `@NIFYC@@YCa@F@@@A@@@AC@C@B@V@^@wwFWGNAR@IpHoU_DuR]kb@_O_C`KBCXN@lgr@AdGA
        !Pat_WS Pattern_White_Space
        HDQ@cB@g{FAWA
        !QMark Quotation_Mark
        a@@C@bC@N@{yFGXAfoB@hMCLB`pr@C|D@C@yAA
        !Radical
        _sJY@xAKuE
        !RI Regional_Indicator
        en{BY
        !STerm Sentence_Terminal
        `@@K@O@hi@@rCBsD@j@BuF@|@@@@BAdHAcv@AuW@CAdW@eEAkE@D@yHAaJCmDAAA\A{DA`AA{\AHBcnB@L@UAlL@{f\@mGAbF@B@}JAuAA~A@wCArCBo
        CAxF@erS@BAhD@K@O@`A@svAA|f@Dk@C|DAtBC~BB`CAE@OAwAA@AkB@`LAtJADNhBAxFBdO@@@zFAvAAcLAsTAtzQAdC@`AAJ@rY@eoR@gnF@
        !SD Soft_Dotted
        hBAcE@xG@]@s@@S@_I@aB@@@hgE@r@@L@B@cC@|C@dL@uEAqxA@d|hBAq@Aq@Aq@Aq@Aq@Aq@Aq@Aq@Aq@Aq@Aq@Aq@AecA@
        !Term Terminal_Punctuation
        `@@I@@@JAB@}X@G@`O@x@@gA@M@@BsD@j@J@@jFAu@N^@dGAsf@AkD@CEvHAtWGdW@{BBfAA|CBB@f@CAAyHAaJCmDA@B\A{DD}@A{\AHBcnB@L@C@I@
        @ABAkLAzf\AlGBbFD}JAuAA~A@vCBrCB~B@OAxF@crSB@ChD@I@@@JAB@`A@A@y`@@o@@ec@@fE@uHAwCEcAExACw\Dk@C|DFoBC~BB`CAE@OAwADkB@
        `LBKAeJCBNhBAxFBdO@@@zFAvAACA}KBl@@dSAvj@DxnPAdC@`ABI@qYAeoR@fnFC
        !UIdeo Unified_Ideograph
        __L_mE_A_oSmoUA@@@AI@@@@AABum`A_vh@_@x`CF}EAasDMphF~_DjyC
        !Upper Uppercase
        `AYdBV@F`@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@A@@@@@@@@@@@@@@@A@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@
        @@@@@@@@@@@@A@@@@BA@@@A@BAC@A@BBA@A@@@@@A@@A@@A@B@@@AB@F@A@A@A@@@@@@@@@@@@@@@A@@@@@@@@@@@@@@@@@A@A@@B@@@@@@@@@@@@@@@
        @@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@FA@AA@@C@@@@@@@@`H@@@B@G@E@@B@@@A@P@Hb@@ABB@@@@@@@@@@@@@@@@@@@@@@@D@A@@AA
        r@o@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@H@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@A@@@@@@@@@@@@A@@@@@@@@@@
        @@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@Ae@hyAe@@@D@qUuAycAj@AB_I@@@@@@
        @@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@
        @@@@@@@@@@@@@@@@@@@@@@@@@@@H@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@
        @@@@@@@@@HGGEIGGGGEJ@@@@@@@GGgACKCKCKDJCeG@C@BBABA@BDE@@@@@@CACIAD@YOR@qXYox@o@o@@@BA@@@@@@C@@A@GB@@@@@@@@@@@@@@@@@@
        @@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@G@@@C@li]@@@@@@@@@@@@@@@@@@@@@@@@@@@
        @@@@@@@@@@@@@@@@@@R@@@@@@@@@@@@@@@@@@@@@@@@@@@fC@@@@@@@@@@@@@B@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@
        @@@@@@@I@@@@A@@@@@@@@C@@@A@@@B@@@@@@@@@@@@@@@@@@@@D@D@@@@@@@@@@@@@@@C@@E@D@@@[@jxTYde@g@gCc@{CJ@N@F@Aiv@r@l~A_@_kT_@
        _lXYYYYYY@@AA@AAAC@GYYYA@CAG@FZA@C@D@@BFZYYYYYYYYYYY]X`@X`@X`@X`@X`@@thCa@m_AYEYEY
        !VS Variation_Selector
        j_EB@@onx@Oov_YoF
        !White_Space space
        HDQ@cB@Y@~mD@~jAJ\AD@n@@_|B@
        !XIDC XID_Continue
        o@IFYC@@Yn@@I@@@A@DV@^@iMCKMDF@@@PtB@ABB@@ED@@@S@rA@jC@DAeD@e@A@Eh@Gl@@@@A@A@@GZCC\JDiACeB@GAI@RA@Oz@AdBMu@C@A@Am@Q[
        CJDW@EHiA@`CAI@R@GAAAU@F@@BCAHAAACG@CA@DAKI@@@AB@ECAAU@F@A@A@AA@@DCAABB@FC@@FOJB@H@B@U@F@A@DAI@B@BA@NCAIHF@B@GAAAU@F
        @A@DAHAAABFBCA@DAI@@OA@EBB@CBA@@@ABABBBKCDBB@CA@E@MIOL@B@V@OAH@B@CFA@BA@ACAIOC@G@B@V@I@DAH@B@CFAEA@CAI@ALL@B@r@@B@DD
        CFDAIIE@B@QBW@H@@AFB@CE@@@GEIAALy@DN@If@A@@@D@W@@@VAD@@@EAIAC_@@VAEIJ@@@@@CI@c@CS@Q@c@H@x@iAEmAAe@@@D@Aj@@lI@CAF@@@C
        Ah@@CA`@@CAF@@@CAN@x@@CAbAABHHMOOuAAEBkRAP@YDjABJFUHUJSKL@B@AKsAB@CAAI`@B@JExAFj@DeAI^@KCKIg@ADJk@CYEJd@[C~@@\AJEIL@
        GM@Op@lABIPHKsBKw@GIBp@AHFj@ABOB@f@DuOAEAe@AEAG@@@@@@@^At@@F@@BB@FBCAECLDB@FaAAR@[@L@OLr@LC@BKP@C@AI@@AEE@@@@@@OACDD
        C@Ph@vrAdFEHKe@@@D@Aw@F@NWHF@F@F@F@F@F@F@F@_@dOBXN@DADCuAAAAB@yA@CDj@@}AP_@o@O_O_mE_AlsTbAm@AlGB[So@CI@rBd@HAfBA_ADA
        @@@DWu@C@Rs@KeAIIEWB@@p@Ac@K\B`AMJE^@v@HMAIEVBhAWBAOADIEAEAEHF@F@j@@MEzB@AAIEc|IKVCp@cgGmJAiBe@FKDDK@L@D@@@A@A@kB`@j
        CEyEQ_AAu@g@IEOOOBAWB`@@@@B@@@@@@@@}BRIFYC@@YJxABEAEAEABb@K@Y@R@A@NAMa@zBdAt@gC@aC\Bp@N@^_@L]Dj@D]Ac@CG@Di@}CAIEc@Cc
        @Cg@Gs@KJ@N@F@A@J@N@F@AbAvHHUIGWE@i@@HdAEA@@k@@AB@AVIVH^`AR@AIUIYeAw@EA_AC@ADG@B@\ABC@_@\B\b@G@]Xu@IUIRLQmBhAv@r@Lr@
        Lg@GIeIi@@ABAmA\I@G`@^Ui@TZVHfA^OH{@F@LXFIEt@@ICCGc@A@HdACC@L@@b@Q@d@E@`AF@@@C@N@IFz@DIEC@GAAAU@F@A@D@IAAABA@E@DFAFB
        DjCjADICC]eA@@GIeDu@AHVEa@`AB@JIe@x@FIu@ZANCIEFxDz@dBiATGA@AG@A@]@AAHKIeAGAm@AG@AZ~@G@GiAB@QhAfGH@l@@HNIW]AU@MhAF@A@
        k@B@@A@HGIEE@A@d@@A@EFIuHVxD@nAy[eBnBPcEkqA`BNn`@p}BfQxlGxPF^@IEnA@IE]ADJv@HCKIHTDRoT_A_CjACx@FP_AA@AJAMw~DGue@i@Hfv
        GC@F@A@bHl@BPCGkKcgAjBDLBHFIBA`rCm@AV}ODBEGGAF]CsCBzLtA@fA@AA@AAAC@K@@@F@`A@CAG@F@[@C@D@@BF@sIAX@X@^@X@^@X@^@X@^@X@G
        Aq@_Ov@Cq@G@M@UD@Noa@^`FF@PAF@A@DtEl@BMAIC@`I^Py@ef@F@C@A@N@dEJFh@kACIed@C@Z@A@@A@@I@C@@@@E@C@@@@@@B@A@@A@@@@@@@@@@A
        @@AC@F@C@C@@@I@PDB@D@PshBIe_@_vh@_@x`CF}EAasDMphF~_B}Oan@jyCtlzToF
        !XIDS XID_Start
        `AYEYn@@I@C@DV@^@iMCKMDF@@@`CD@ABB@@E@@B@@@S@rA@jCGeD@e@A@Eh@fAZCCl@j@b@A@bB@@NAFAIBA@O@@]\xAJ@W`@HAC@DUC@H@B@VXFJDW
        @EPi@y@u@B@Q@FINOCGAAAU@F@@BCB@O@LA@BMAI@GECAAU@F@A@A@A^C@@RBOH@B@U@F@A@DB@Q@NAV@JGAAAU@F@A@DB@]A@BN@P@@EBB@CBA@@@AB
        ABBBKU@s@G@B@V@OB@YBA@AA]@CG@B@V@I@DB@^A@ANAPH@B@h@A@O@DBGBWEDQBW@H@@AFy@o@@@LFy@A@@@D@W@@@I@@I@AD@@TC_@@~@G@c@ZDrBj
        @S@OECCB@BAFBCLK@Pe@@@D@Aj@@lI@CAF@@@CAh@@CA`@@CAF@@@CAN@x@@CAbAd@OOuAAEBkRAP@YDjABJFQLRMQML@BNs@b@@C@bAxAFh@@@DeAI^
        p@]ADJk@CYu@VHt@qA@|An@PGu@]LAIk@Yc@h@BIc@AHFj@ABh@C@E@AB@D_E_AuGAEAe@AEAG@@@@@@@^At@@F@@BB@FBCAECLDB@FsB@L@OLdB@C@A
        I@@AEE@@@@@@OACDDC@Ph@vrAdFECBAKe@@@D@Aw@F@OVHF@F@F@F@F@F@F@FePBXHFDADCuAEB@yA@CDj@@}AP_@o@O_O_mE_AlsTbAm@AlGBOIASn@
        O^AoAf@HAfBA_ADA@@@DWO@B@C@V\s@Mq@}@EB@@AJ[IVX\Fn@[@OD@IID@h@VB@GSVB@Bq@@@BAADA@@@WBAJFBKEAEAEHF@F@j@@MErB\c|IKVCp@c
        gGmJAiBe@FKDD@@I@L@D@@@A@A@kB`@jCEyEQ_AAu@g@IvB@@@B@@@@@@@@}Bc@YEYJw@A^BEAEAEABb@K@Y@R@A@NAMa@zBdAt@jG\Bp@n@_@L]De@I
        ]Ac@CG@Di@}CQc@Cc@Cg@Gs@KJ@N@F@A@J@N@F@AbAvHHUIGWE@i@@HdAEA@@k@@AB@AVIVH^`AR@AIUIYeAw@EA_A@NC@B@\i@\B\b@G@[Zu@IUIRLQ
        mBhAv@r@Lr@Lc@{Ii@EAmA\I@GUi@Qm@TZVKt@x@AA@Ll@_@XYc@\@A@Gb@B@Ko@MCT@@@b@Q@XsAF@@@C@N@IFn@e@GAAAU@F@A@DB@Q@KD}Ct@QCSB
        ]o@SA@@wDn@h@Cc@o@S@z@j@L@fAZd@FxDk@sB_A^GA@AG@A@WN@@@}AGAf@O@@@[@Ig@F@T@Jm@R@QhAfGH@d@P@p@]oBF@A@e@T@XE@A@_@M@fIR|D
        @nAy[eBnBPcEkqA`BNn`@p}BfQxlGxPF^PnAP]Qo@OC^TDRoT_A_CjAD@aAL_AA@@[w~DGue@i@HfvGC@F@A@bHl@BPCGkKcgAjBDLBHFIezDtA@fA@A
        A@AAAC@K@@@F@`A@CAG@F@[@C@D@@BF@sIAX@X@^@X@^@X@^@X@^@X@Gsx@^`Nl@IFO@`I]Qk@sf@F@C@A@N@dEz@cAF@sd@C@Z@A@@A@@I@C@@@@E@C
        @@@@@@B@A@@A@@@@@@@@@@A@@AC@F@C@C@@@I@PDB@D@PciC_vh@_@x`CF}EAasDMphF~_B}Oan@jyC
        """#
}
