// Written by scripts/unicode-tables from Unicode 14.0.0. Do not edit.

extension UnicodeData {
    /// The sets of Script.
    static let scripts: StaticString = #"""
        !Adlm Adlam
        _gyBkACICA
        !Aghb Caucasian_Albanian
        oh`As@J@
        !Ahom
        _wdAZANCV
        !Arab Arabic
        _o@D@E@M@B@_@@IJY@kB@a@oAo@oF^@AEiA@\oq{@rBOjJAoAAu@F@_@OoBD@fCbzB^`{v@C@Z@A@@A@@I@C@@@@E@C@@@@@@B@A@@A@@@@@@@@@@A@@
        AC@F@C@C@@@I@PDB@D@Ps@A
        !Armi Imperial_Aramaic
        _aaAU@H
        !Armn Armenian
        ph@e@Aq@ABbk|@D
        !Avst Avestan
        _waAu@BF
        !Bali Balinese
        _wElABn@
        !Bamu Bamum
        _th@wAggo@xP
        !Bass Bassa_Vah
        ouyA]AE
        !Batk Batak
        _}Es@GC
        !Beng Bengali
        _kAC@GAAAU@F@@BCAHAAACG@CA@DAX
        !Bhks Bhaiksuki
        __fAH@l@@MI\
        !Bopo Bopomofo
        iVAxoJj@oB_@
        !Brah Brahmi
        __cAmACc@H@
        !Brai Braille
        __I_G
        !Bugi Buginese
        _oE[AA
        !Buhd Buhid
        _yDS
        !Cakm Chakma
        _gcAt@@Q
        !Cans Canadian_Aboriginal
        __D_SoPeAyl_AO
        !Cari Carian
        _t_Ap@
        !Cham
        _oi@v@HMAIAC
        !Cher Cherokee
        _|CuAAEqzd@oA
        !Chrs Chorasmian
        o|bA[
        !Copt Coptic Qaac
        a^MocIsBDF
        !Cpmn Cypro_Minoan
        o{jAbB
        !Cprt Cypriot
        __aAEA@@k@@AB@A@
        !Cyrl Cyrillic
        __@dCAhDoyDHaD@kA@fbC_@_a]_Bm{TA
        !Deva Devanagari
        _gApACNAY_zf@_@
        !Diak Dives_Akuru
        _geAFA@AG@A@]@AAKHI
        !Dogr Dogra
        __eA{@
        !Dsrt Deseret
        __`AoA
        !Dupl Duployan
        __nBjBDLBHFIAC
        !Egyp Egyptian_Hieroglyphs
        __kAn`@@H
        !Elba Elbasan
        _g`Ag@
        !Elym Elymaic
        _~bAV
        !Ethi Ethiopic
        _oChA@CAF@@@CAh@@CA`@@CAF@@@CAN@x@@CAbAA_@BYenEVHF@F@F@F@F@F@F@Fah^EAEAEHF@FpdnAF@C@A@N
        !Geor Georgian
        _dCe@@@D@Aj@@Co{Aj@AB_aCe@@@D@
        !Glag Glagolitic
        __J_B_|kBF@PAF@A@D
        !Gong Gunjala_Gondi
        _jfAE@A@d@@A@EFI
        !Gonm Masaram_Gondi
        _gfAF@A@k@B@@A@HGI
        !Goth Gothic
        ox_AZ
        !Gran Grantha
        _wcAC@GAAAU@F@A@DAHAAABA@E@DFAFBD
        !Grek Greek
        oZC@BAC@@C@@@@B@@@S@~@MOehEDq@DCDsA@_IUAEAe@AEAG@@@@@@@^At@@N@MAE@RAB@HfH@}pa@@ymTnAP@~as@eA
        !Gujr Gujarati
        `sAB@H@B@U@F@A@DAI@B@BA@NCAKFF
        !Guru Gurmukhi
        `oAB@ECAAU@F@A@A@AA@@DCAABB@FC@@FP
        !Hang Hangul
        _gC_GmpFA`G}ApB^`A^`v\\bSc|IKVCp@c|H^BEAEAEAB
        !Hani Han
        _sJY@xAKuEn@@@@XHMCc]_mE_A_oS_gUmJAiBgg\AKAm_c@_vh@_@x`CF}EAasDMphF~_B}Oan@jyC
        !Hano Hanunoo
        _xDT
        !Hatr Hatran
        _faAR@ADD
        !Hebr Hebrew
        pk@v@GZCEgh|@Y@D@@@A@A@I
        !Hira Hiragana
        `aKuAEB`z~A~Go@BldO@
        !Hluw Anatolian_Hieroglyphs
        __pAfQ
        !Hmng Pahawh_Hmong
        _wyAeAII@F@TDR
        !Hmnp Nyiakeng_Puachue_Hmong
        _gwBl@BMAICA
        !Hung Old_Hungarian
        _cbAr@Lr@FE
        !Ital Old_Italic
        _w_Ac@HB
        !Java Javanese
        _ki@mAAICA
        !Kali Kayah_Li
        _gi@m@@@
        !Kana Katakana
        `dKyAABoFOoEn@@wAm_r@I@l@qak@C@F@A@@~GB`AC
        !Khar Kharoshthi
        _oaAC@ADG@B@\ABCIFH
        !Khmr Khmer
        _{D}AAIEIeN_@
        !Khoj Khojki
        _ocAQ@k@
        !Kits Khitan_Small_Script
        c~zA@zwEuM
        !Knda Kannada
        _cBL@B@V@I@DAH@B@CFAEA@CAI@A
        !Kthi Kaithi
        _ccAbAI@
        !Lana Tai_Tham
        _pE~@@\AJEIEM
        !Laoo Lao
        `sBA@@@D@W@@@VAD@@@EAIAC
        !Latn Latin
        `AYEYn@@N@DV@^@`Mf@DzoEe@Ep@DCDL@eA`A_GpJ@L@OLlCAE@Z@Ph@vuA_@at]eBB_ADA@@@DWMoXj@@H@Cu{RFy_@YEYd`AE@i@@Hdyt@^
        !Lepc Lepcha
        __Fw@BNBB
        !Limb Limbu
        _gE^@KCKC@BK
        !Lina Linear_A
        _o`AvHHUIG
        !Linb Linear_B
        ___AK@Y@R@A@NAMa@zB
        !Lisu
        oeh@o@ot]@
        !Lyci Lycian
        _s_A\
        !Lydi Lydian
        _haAYD@
        !Mahj Mahajani
        oicAf@
        !Maka Makasar
        _vfAX
        !Mand Mandaic
        _aA[A@
        !Mani Manichaean
        _uaAf@CK
        !Marc Marchen
        obfA_@AU@M
        !Medf Medefaidrin
        _qzAzA
        !Mend Mende_Kikakui
        __yBdEAO
        !Merc Meroitic_Cursive
        _laAWCSAm@
        !Mero Meroitic_Hieroglyphs
        _kaA_@
        !Mlym Malayalam
        _gBL@B@r@@B@ECOAY
        !Modi
        _odAdAJI
        !Mong Mongolian
        __EAA@@SExAFj@tl~@L
        !Mroo Mro
        _qyA^@ICA
        !Mtei Meetei_Mayek
        _vi@VhEm@AI
        !Mult Multani
        _scAF@@@C@N@J
        !Mymr Myanmar
        __C_D_ie@^`B_@
        !Nand Nandinagari
        _leAGAm@AJ
        !Narb Old_North_Arabian
        _saA_@
        !Nbat Nabataean
        _caA^GH
        !Newa
        __dA{A@D
        !Nkoo Nko
        _}@z@AB
        !Nshu Nushu
        `~zA@mkOkK
        !Ogam Ogham
        _sD\
        !Olck Ol_Chiki
        oaFo@
        !Orkh Old_Turkic
        __bAhA
        !Orya Oriya
        `wAB@GAAAU@F@A@DAHAAABFBCA@DAQ
        !Osge Osage
        od`Ac@Cc@
        !Osma Osmanya
        _c`A]AI
        !Ougr Old_Uyghur
        ozbAY
        !Palm Palmyrene
        _baA_@
        !Pauc Pau_Cin_Hau
        _ueAx@
        !Perm Old_Permic
        oy_Aj@
        !Phag Phags_Pa
        _ai@w@
        !Phli Inscriptional_Pahlavi
        _zaARDG
        !Phlp Psalter_Pahlavi
        _{aAQFCKF
        !Phnx Phoenician
        _gaA[B@
        !Plrd Miao
        _wzAjACx@FP
        !Prti Inscriptional_Parthian
        _yaAUAG
        !Rjng Rejang
        ohi@c@J@
        !Rohg Hanifi_Rohingya
        _gbAg@GI
        !Runr Runic
        _tDjABJ
        !Samr Samaritan
        __Am@AN
        !Sarb Old_South_Arabian
        _raA_@
        !Saur Saurashtra
        _ci@eAGK
        !Sgnw SignWriting
        __uBkSND@N
        !Shaw Shavian
        oa`Ao@
        !Shrd Sharada
        _kcA_B
        !Sidd Siddham
        _kdAu@Ae@
        !Sind Khudawadi
        otcAz@DI
        !Sinh Sinhala
        `kBB@QBW@H@@AFB@CE@@@GEIABk~_AS
        !Sogd Sogdian
        oxbAi@
        !Sogo Old_Sogdian
        _wbAg@
        !Sora Sora_Sompeng
        oecAXFI
        !Soyo Soyombo
        oqeArA
        !Sund Sundanese
        _{E_A_GG
        !Sylo Syloti_Nagri
        __i@l@
        !Syrc Syriac
        _w@M@{@ABoGJ
        !Tagb Tagbanwa
        _zDL@B@A
        !Takr Takri
        _sdAy@EI
        !Tale Tai_Le
        oiE]AD
        !Talu New_Tai_Lue
        _kEk@CYEJBA
        !Taml Tamil
        a{AA@EBB@CBA@@@ABABBBKCDBB@CA@E@MTd}cAq@L@
        !Tang Tangut
        _~zA@^w~DG_W_OH
        !Tavt Tai_Viet
        _si@bAWD
        !Telu Telugu
        __BL@B@V@OAH@B@CFA@BA@ACAIFH
        !Tfng Tifinagh
        ohJw@FAM@
        !Tglg Tagalog
        _wDUH@
        !Thaa Thaana
        _{@q@
        !Thai
        `oBy@D[
        !Tibt Tibetan
        _wBgA@c@Cf@@c@@N@FCA
        !Tirh Tirhuta
        _cdAgAGI
        !Tnsa Tangsa
        oryAnA@I
        !Toto
        oswB^
        !Ugar Ugaritic
        _{_A]@@
        !Vaii Vai
        _gh@kH
        !Vith Vithkuqi
        oj`AJ@N@F@A@J@N@F@A
        !Wara Warang_Citi
        _deArAK@
        !Wcho Wancho
        _uwBy@D@
        !Xpeo Old_Persian
        _|_Ac@CM
        !Xsux Cuneiform
        __gAy[eBnB@DJcE
        !Yezi Yezidi
        _sbAi@@BAA
        !Yiii Yi
        __g@lc@Bv@
        !Zanb Zanabazar_Square
        _oeAgA
        !Zinh Inherited Qaai
        _WoBtGAcMJY@_VCziC^`OB@L@FC@E@BAeE_AkOAaE`@xxBCjBAdjr@OOMn]@aF@yaC@c}m@m@AV_PBPGAF]CqyjWoF
        !Zyyy Common
        ?`AYEYn@@N@DV@^@`Mf@DDASsB@H@E@@@|R@E@M@B@_@@{C@cO@`CAxe@@tKCaH@nn@BfAAjEA@@le@@L@FC@E@BA@dWKAvA@JBJ@NP`@~@e@@BAE@Z@
        Ph@BCvSXJT_\_GsRA_@@hB_O}AqKKCD@@@XNGCCzAAB@yAArCO_@c@{@_A^pAn@@wAgD_mE_A_gUa@eBBdDIsF@_D@jK@MAqmSAoEIUb@@R@CrC@@_@Y
        EYJI@l@A_AF@FIDaGBCl@BHoALr@l@cFZclm@CktCsB{@uFIf@A}@BPGAF]C|@tFSKvAHXfCtA@fA@AA@AAAC@K@@@F@`A@CAG@F@[@C@D@@BF@sIAcH
        Aq@pbDcAkA|@aUk@CcBKNAN@N@d@ImDw@Y@ALk@CHFAMEyCw]DOBLBsBKxAFKC@NKCw@GIEg@G]AAmAsIKMADBDBFH\BJDEIIEGGFHrC@v@d@If_`W@]
        _B
        !Zzzz Unknown
        wZAECF@@@S@lK@e@Aq@AB@v@GZCEJmG@{@AdBMz@Ap@AN@[A@@JD^@AEkF@GAAAU@F@@BCAHAAACG@CA@DAXAB@ECAAU@F@A@A@AA@@DCAABB@FC@@FP
        IB@H@B@U@F@A@DAI@B@BA@NCAKFF@B@GAAAU@F@A@DAHAAABFBCA@DAQIA@EBB@CBA@@@ABABBBKCDBB@CA@E@MTDL@B@V@OAH@B@CFA@BA@ACAIFU@B
        @V@I@DAH@B@CFAEA@CAI@ALL@B@r@@B@ECOAY@B@QBW@H@@AFB@CE@@@GEIABKy@C\d@A@@@D@W@@@VAD@@@EAIAC_@gA@c@Cf@@c@@N@Ld@eE@@D@Ax
        J@CAF@@@CAh@@CA`@@CAF@@@CAN@x@@CAbAA_@BYEuAAEA|SBxAFUHWHSKL@B@AK}AAIEIEYExAFj@DeAI^@KCKC@Bi@ADJk@CYEJB}@A`A@\AJEIEMA
        ^p@lABn@@sBG{@BNB{@Fj@AJGj@DuOAEAe@AEAG@@@@@@@^At@@N@MAE@RAB@H@dB@KAZ@LB`@N`@NkCCvSXJTsw@A_@@|IDl@@@D@Aw@FAMWHF@F@F@
        F@F@F@F@F@}Ba@Y@xAKuEYKC_A@uAAfBDj@@}A@sAKn@@lr[Bv@H{ISwDGjEDA@@@DWz@BIEw@GeAGKEsBJ]BmA@JC`@@v@HMAIAfBW[IEAEAEHF@F@{
        @C}BAIEc|IKVCp@cgGmJAiBe@FKDDY@D@@@A@A@|BO|LAu@F@_@i@Er@@R@CCD@fCA@@}DBEAEAEABBF@FIDAK@Y@R@A@NAMa@zBDBCl@BwA@LB@n@m@
        aC\Bp@N[Cc@H]Dj@D]@d@CMi@}CAIEc@Cc@Cg@Gs@JK@N@F@A@J@N@F@AbAvHHUIGWE@i@@HdAEA@@k@@AB@AV@gAGHo@R@AD`@BZD@_Aw@CSAq@@ADG
        @B@\ABCIFHF_A_@f@CKHu@B\AZDYFCKFoAhAv@r@Lr@Fm@GIeH^@i@@BAAmAg@Gi@UYe@[SVHmACc@HcAI@AXFIEt@@QGf@H_B@SJQ@k@`AF@@@C@N@J
        Ez@DIEC@GAAAU@F@A@D@IAAABA@E@DFAFBDjC{A@D]gAGIeDu@Ae@a@dAJIELRy@EIu@ZANCVxD{@cBrAKGA@AG@A@]@AAKHIeAGAm@AJZgAGrALhAfG
        H@l@@MI\B_@AU@MhAF@A@k@B@@A@HGIEE@A@d@@A@EFIuHXvD@Nq@Lz[eBnB@DJcEkqAbBLn`@@Hf}BfQxlGxPF^@ICpA@IE]AEIeAII@F@TDRoTzAdB
        jACx@FP_ADJAMw~DGue@i@HfvGC@F@A@bHl@BPCGkKcgAjBDLBHFIAG{qCm@AVHsB{@uFIf@AaETeAyCSKvAHXfCtA@fA@AA@AAAC@K@@@F@`A@CAG@F
        @[@C@D@@BF@sIAcHA}TND@Noa@^`FF@PAF@A@DtEl@BMAICA_I^Py@D@_f@F@C@A@N@dEAOh@kACICApWcAkA|@aEC@Z@A@@A@@I@C@@@@E@C@@@@@@B
        @A@@A@@@@@@@@@@A@@AC@F@C@C@@@I@PDB@D@Ps@AmGk@CcBKNAN@N@d@ImDw@\Lk@CHFAMEyCw]DOBLBsBKxAFKC@NKCw@GIEg@G]AAmAsIKMADBDBF
        H\BJDEIIEGGFHrC@v@d@Ie_@_vh@_@x`CF}EAasDMphF~_B}Oan@jyCudzT@]_B_CoF
        """#
}
